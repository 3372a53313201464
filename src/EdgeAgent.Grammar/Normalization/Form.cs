using EdgeAgent.Grammar.Regular;

namespace EdgeAgent.Grammar.Normalization;

/// <summary>A set of values sorted by type, one level deep: what is inside arrays and objects is left as claims. Immutable.</summary>
internal sealed record Form
{
    /// <summary>No value.</summary>
    public static Form Nothing { get; } = new();

    /// <summary>Whether <c>null</c> is in it.</summary>
    public bool Null { get; init; }

    /// <summary>Whether <c>true</c> is in it.</summary>
    public bool True { get; init; }

    /// <summary>Whether <c>false</c> is in it.</summary>
    public bool False { get; init; }

    /// <summary>The numbers in it.</summary>
    public Language Numbers { get; init; }

    /// <summary>The strings in it: those of any entry.</summary>
    public IReadOnlyList<StringForm> Strings { get; init; } = [];

    /// <summary>The objects in it: those of any entry.</summary>
    public IReadOnlyList<ObjectForm> Objects { get; init; } = [];

    /// <summary>The arrays in it: those of any entry.</summary>
    public IReadOnlyList<ArrayForm> Arrays { get; init; } = [];
}
