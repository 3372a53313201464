using EdgeAgent.Grammar.Shapes;

namespace EdgeAgent.Grammar.Automata;

/// <summary>The values that a member or an item may have and that count alike.</summary>
/// <param name="CountsFor">Bit i: one more of the i-th count.</param>
/// <param name="Values">Rules of values, each with its height.</param>
/// <param name="Height">The least of the heights.</param>
internal sealed record CallGroup(ulong CountsFor, (int Value, int Height)[] Values, int Height)
{
    /// <summary>Groups of which only the heights are known: no rules have been made.</summary>
    public static CallGroup[] Heights(IReadOnlyList<CountedShape> values) =>
        [.. values.Where(v => !v.Value.IsEmpty).GroupBy(v => v.CountsFor).Select(alike => new CallGroup(alike.Key, [], alike.Min(v => v.Value.Height)))];
}
