namespace EdgeAgent.Grammar.Automata;

/// <summary>The mask of a state inside a number, or a string or name of a language.</summary>
/// <param name="Words">Tokens that stay inside; where so asked, those too that end with the closing quote.</param>
/// <param name="Exits">Nodes of the trie whose byte leaves from an accepting state, with the state before it, or -1 where that does not matter: for strings quotes, for numbers any.</param>
/// <param name="Closings">For strings: which quotes of the vocabulary these are, as bits over <see cref="ExitTrie.OrdinalOf"/>.</param>
internal sealed record ScalarMask(ulong[] Words, (int Node, int State)[] Exits, ulong[] Closings);
