namespace EdgeAgent.Grammar.Normalization;

/// <summary>Claims that hold for a value all at once: ascending, each once. Equal by content.</summary>
internal sealed class Goal : IEquatable<Goal>
{
    private readonly int _hash;

    private Goal(Claim[] claims)
    {
        Claims = claims;
        HashCode hash = default;
        foreach (Claim claim in claims) hash.Add(claim.Id);
        _hash = hash.ToHashCode();
    }

    /// <summary>Any value.</summary>
    public static Goal Any { get; } = new([]);

    /// <summary>No value.</summary>
    public static Goal Never { get; } = new([Claim.Never]);

    /// <summary>The claims.</summary>
    public Claim[] Claims { get; }

    /// <summary>Whether no value can satisfy it, as far as the claims alone show.</summary>
    public bool IsNever => Claims.Length == 1 && Claims[0] == Claim.Never;

    /// <summary>The goal of some claims.</summary>
    public static Goal Of(ReadOnlySpan<Claim> claims)
    {
        Claim[] sorted = [.. claims];
        Array.Sort(sorted, static (a, b) => a.Id.CompareTo(b.Id));
        int count = 0;
        foreach (Claim claim in sorted)
        {
            if (claim == Claim.Always || (count > 0 && sorted[count - 1] == claim)) continue;
            if (claim == Claim.Never || (count > 0 && sorted[count - 1] == !claim)) return Never;
            sorted[count++] = claim;
        }
        return count == 0 ? Any : new Goal(sorted[..count]);
    }

    /// <summary>This and one claim more.</summary>
    public Goal And(Claim claim) => claim == Claim.Always ? this : Of([.. Claims, claim]);

    /// <inheritdoc/>
    public bool Equals(Goal? other) => other is not null && _hash == other._hash && Claims.AsSpan().SequenceEqual(other.Claims);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Goal);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;
}
