namespace EdgeAgent.Grammar.Shapes;

/// <summary>A set of arrays: every rule here holds for each of them.</summary>
internal sealed class ArrayShape
{
    /// <summary>The first items, one after the other: each is one of its shapes (see <see cref="MemberShape.Values"/>). They need not be there beyond <see cref="MinItems"/>.</summary>
    public IReadOnlyList<IReadOnlyList<CountedShape>> Prefix { get; init; } = [];

    /// <summary>Every item after the prefix; empty where there may be none.</summary>
    public IReadOnlyList<CountedShape> Items { get; init; } = [];

    /// <summary>How many items there are at least.</summary>
    public long MinItems { get; init; }

    /// <summary>How many items there are at most.</summary>
    public long MaxItems { get; init; } = long.MaxValue;

    /// <summary>Items that are counted by their values: for each, how many there must be.</summary>
    public IReadOnlyList<CountBounds> Counts { get; init; } = [];

    /// <summary>Whether no two items may be equal, as JSON Schema compares: 1 equals 1.0, members in any order.</summary>
    public bool Unique { get; init; }
}
