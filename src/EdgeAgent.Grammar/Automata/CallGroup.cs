namespace EdgeAgent.Grammar.Automata;

/// <summary>The values that a member or an item may have and that count alike.</summary>
/// <param name="CountsFor">Bit i: one more of the i-th count.</param>
/// <param name="Values">Rules of values, each with its height.</param>
/// <param name="Height">The least of the heights.</param>
internal sealed record CallGroup(ulong CountsFor, (int Value, int Height)[] Values, int Height);
