namespace EdgeAgent.Grammar.Masks;

/// <summary>What a state of an automaton makes of the tokens.</summary>
/// <param name="Words">The tokens of which every byte is read.</param>
/// <param name="Exits">Nodes of the trie whose byte is not read, where the text may end before it: for strings quotes only, for numbers any but those of first bytes.</param>
/// <param name="Bytes">How many bytes of a token were looked at, at most.</param>
internal sealed record RegularMask(ulong[] Words, int[] Exits, int Bytes);
