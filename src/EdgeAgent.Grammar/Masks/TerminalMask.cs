using EdgeAgent.Grammar.Automata;

namespace EdgeAgent.Grammar.Masks;

/// <summary>The tokens, or what is left of them below a node of the trie, in a state inside a terminal.</summary>
/// <param name="Words">Those that stay inside; only from the root.</param>
/// <param name="Tokens">The same as ids; only below other nodes.</param>
/// <param name="Suffixes">What those that leave hold beyond the terminal, but not where it ends at once; null where these are so many that the trie is better walked.</param>
internal sealed record TerminalMask(ulong[] Words, int[] Tokens, ExitTrie? Suffixes);
