namespace EdgeAgent.Grammar.Normalization;

/// <summary>Objects for which every rule here holds. Immutable.</summary>
internal sealed class ObjectForm
{
    /// <summary>Every object.</summary>
    public static ObjectForm Any { get; } = new();

    /// <summary>What holds for the members by their names.</summary>
    public IReadOnlyList<FieldRule> Rules { get; init; } = [];

    /// <summary>Names of members that must be there.</summary>
    public IReadOnlyList<string> Required { get; init; } = [];

    /// <summary>How many members there are at least.</summary>
    public long Min { get; init; }

    /// <summary>How many members there are at most.</summary>
    public long Max { get; init; } = long.MaxValue;

    /// <summary>What holds for the names themselves, as strings.</summary>
    public IReadOnlyList<Claim> Names { get; init; } = [];

    /// <summary>For each entry: some member is as one of its conditions says.</summary>
    public IReadOnlyList<IReadOnlyList<MemberCondition>> Exists { get; init; } = [];

    /// <summary>Where the first is there, the others must be.</summary>
    public IReadOnlyList<KeyValuePair<string, IReadOnlyList<string>>> Dependencies { get; init; } = [];

    /// <summary>Objects that are in both; null where counts show that there are none.</summary>
    public static ObjectForm? And(ObjectForm a, ObjectForm b)
    {
        if (ReferenceEquals(a, Any) || ReferenceEquals(a, b)) return b;
        if (ReferenceEquals(b, Any)) return a;
        ObjectForm both = new()
        {
            Rules = Join(a.Rules, b.Rules),
            Required = JoinNames(a.Required, b.Required),
            Min = Math.Max(a.Min, b.Min),
            Max = Math.Min(a.Max, b.Max),
            Names = Join(a.Names, b.Names),
            Exists = Join(a.Exists, b.Exists),
            Dependencies = Join(a.Dependencies, b.Dependencies),
        };
        return both.Min > both.Max ? null : both;
    }

    /// <summary>The same with other rules.</summary>
    public ObjectForm With(IReadOnlyList<FieldRule> rules) =>
        new() { Rules = rules, Required = Required, Min = Min, Max = Max, Names = Names, Exists = Exists, Dependencies = Dependencies };

    private static IReadOnlyList<string> JoinNames(IReadOnlyList<string> a, IReadOnlyList<string> b)
    {
        if (a.Count == 0) return b;
        return b.All(a.Contains) ? a : [.. a.Union(b, StringComparer.Ordinal)];
    }

    private static IReadOnlyList<T> Join<T>(IReadOnlyList<T> a, IReadOnlyList<T> b) => a.Count == 0 ? b : b.Count == 0 ? a : [.. a, .. b];
}
