using EdgeAgent.Grammar.Regular;

namespace EdgeAgent.Grammar.Shapes;

/// <summary>A set of objects: every rule here holds for each of them.</summary>
internal sealed class ObjectShape
{
    /// <summary>The members that are known by name, in the order in which they are written where the order is fixed. Every name that a rule speaks of
    /// is here, those that are forbidden too (their values are empty).</summary>
    public IReadOnlyList<MemberShape> Members { get; init; } = [];

    /// <summary>Members by other names. The sets of names are disjoint and hold none of <see cref="Members"/>; a name in none of them is forbidden.</summary>
    public IReadOnlyList<FreeMembersShape> Free { get; init; } = [];

    /// <summary>How many members there are at least.</summary>
    public long MinMembers { get; init; }

    /// <summary>How many members there are at most.</summary>
    public long MaxMembers { get; init; } = long.MaxValue;

    /// <summary>Members that are counted by their values: for each, how many there must be.</summary>
    public IReadOnlyList<CountBounds> Counts { get; init; } = [];

    /// <summary>Members that another asks for: where the first is there, all of the others must be. Indices of <see cref="Members"/>.</summary>
    public IReadOnlyList<(int Present, IReadOnlyList<int> Required)> Dependencies { get; init; } = [];
}

/// <summary>A member known by name.</summary>
/// <param name="Name">The name, not escaped.</param>
/// <param name="Values">What it may be: one of these, which may overlap where they count alike and are disjoint where they count differently. All empty: the member is forbidden.</param>
/// <param name="IsRequired">Whether it must be there.</param>
internal sealed record MemberShape(string Name, IReadOnlyList<CountedShape> Values, bool IsRequired);

/// <summary>Members whose names are not known one by one.</summary>
/// <param name="Names">The names, escaped, without quotes; null for all names but those of <see cref="ObjectShape.Members"/>.</param>
/// <param name="Values">As in <see cref="MemberShape"/>.</param>
internal sealed record FreeMembersShape(Language? Names, IReadOnlyList<CountedShape> Values);

/// <summary>The shape of a member or an item, and what it counts for.</summary>
/// <param name="Value">The shape.</param>
/// <param name="CountsFor">Bit i: one more of the i-th of the counts of the object or array. At most 64 counts.</param>
internal readonly record struct CountedShape(Shape Value, ulong CountsFor = 0);

/// <summary>How many members or items of a kind there must be.</summary>
internal readonly record struct CountBounds(long Min, long Max);
