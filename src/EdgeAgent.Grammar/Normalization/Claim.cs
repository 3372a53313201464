namespace EdgeAgent.Grammar.Normalization;

/// <summary>That a value satisfies a schema (or equals a value), or that it does not.</summary>
/// <param name="Id">Twice the number of the fact, plus one where it is denied.</param>
internal readonly record struct Claim(int Id)
{
    /// <summary>Nothing is claimed.</summary>
    public static Claim Always => new(0);

    /// <summary>What no value satisfies.</summary>
    public static Claim Never => new(1);

    /// <summary>The number of the fact that is claimed or denied.</summary>
    public int Fact => Id >> 1;

    /// <summary>Whether the fact is denied.</summary>
    public bool IsDenied => (Id & 1) != 0;

    /// <summary>The opposite.</summary>
    public static Claim operator !(Claim claim) => new(claim.Id ^ 1);
}
