namespace EdgeAgent.Grammar.Automata;

/// <summary>The rules of a grammar as small automata: their states are the places of symbols, as Glushkov (1961) makes them. Immutable.</summary>
/// <remarks>No rule is entered without reading a byte of it: that a rule may be empty is said by the places around its calls.</remarks>
/// <param name="Places">The symbols of all rules. The first is none: it stands before the text.</param>
/// <param name="First">By rule: the symbols that it may begin with.</param>
/// <param name="Begins">By rule: the bytes that it may begin with.</param>
internal sealed record RuleNetwork(RulePlace[] Places, int[][] First, ByteSet[] Begins);
