namespace EdgeAgent.Grammar.Normalization;

/// <summary>Arrays for which every rule here holds. Immutable.</summary>
internal sealed class ArrayForm
{
    /// <summary>Every array.</summary>
    public static ArrayForm Any { get; } = new();

    /// <summary>What holds for the items by their places.</summary>
    public IReadOnlyList<ItemsRule> Rules { get; init; } = [];

    /// <summary>How many items there are at least.</summary>
    public long Min { get; init; }

    /// <summary>How many items there are at most.</summary>
    public long Max { get; init; } = long.MaxValue;

    /// <summary>How many items satisfy a claim.</summary>
    public IReadOnlyList<ContainsRule> Contains { get; init; } = [];

    /// <summary>Whether no two items are equal.</summary>
    public bool Unique { get; init; }

    /// <summary>Arrays that are in both; null where counts show that there are none.</summary>
    public static ArrayForm? And(ArrayForm a, ArrayForm b)
    {
        if (ReferenceEquals(a, Any) || ReferenceEquals(a, b)) return b;
        if (ReferenceEquals(b, Any)) return a;
        ArrayForm both = new()
        {
            Rules = [.. a.Rules, .. b.Rules],
            Min = Math.Max(a.Min, b.Min),
            Max = Math.Min(a.Max, b.Max),
            Contains = [.. a.Contains, .. b.Contains],
            Unique = a.Unique || b.Unique,
        };
        return both.Min > both.Max ? null : both;
    }

    /// <summary>The same with other rules.</summary>
    public ArrayForm With(IReadOnlyList<ItemsRule> rules, IReadOnlyList<ContainsRule> contains) => new() { Rules = rules, Min = Min, Max = Max, Contains = contains, Unique = Unique };
}

/// <summary>What one schema says about items by their places.</summary>
/// <param name="Prefix">The first items.</param>
/// <param name="Rest">Every later one.</param>
/// <param name="SaysRest">Whether the schema says something of later ones: then all are evaluated.</param>
/// <param name="Evaluates">Whether what it speaks of counts as evaluated for <c>unevaluatedItems</c>.</param>
internal sealed record ItemsRule(IReadOnlyList<Claim> Prefix, Claim Rest, bool SaysRest = false, bool Evaluates = false);

/// <summary>How many items satisfy the claim for their place.</summary>
/// <param name="Prefix">The claims for the first items.</param>
/// <param name="Rest">The claim for every later one.</param>
/// <param name="Min">At least so many.</param>
/// <param name="Max">At most so many.</param>
/// <param name="Evaluates">Whether those that do count as evaluated for <c>unevaluatedItems</c>.</param>
internal sealed record ContainsRule(IReadOnlyList<Claim> Prefix, Claim Rest, long Min, long Max, bool Evaluates = false);
