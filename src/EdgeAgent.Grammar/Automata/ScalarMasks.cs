using System.Collections.Concurrent;
using EdgeAgent.Grammar.Regular;

namespace EdgeAgent.Grammar.Automata;

/// <summary>For states inside numbers and strings of a language: which tokens stay inside, and where others leave. Made when a state is first met, and kept.</summary>
internal sealed class ScalarMasks(GrammarProgram program, GrammarVocabulary vocabulary)
{
    private const int MaxKept = 512; // 16 kB each for 128,000 tokens

    private readonly ConcurrentDictionary<(int, int), (ulong[] Words, (int Node, int State)[] Exits)> _kept = [];

    /// <summary>The masks of a state; nulls where as many as are kept are there already: then the trie has to be walked.</summary>
    /// <param name="automaton">Its index in the program.</param>
    /// <param name="state">Its state.</param>
    /// <returns>Tokens that stay inside; and nodes of the trie whose byte leaves from an accepting state (that of their parents).</returns>
    public (ulong[]? Words, (int Node, int State)[]? Exits) Of(int automaton, int state)
    {
        if (_kept.TryGetValue((automaton, state), out (ulong[], (int, int)[]) known)) return known;
        return _kept.Count < MaxKept ? _kept.GetOrAdd((automaton, state), Compute(program.Automata[automaton], state)) : default;
    }

    private (ulong[], (int, int)[]) Compute(RegularAutomaton automaton, int start)
    {
        ulong[] words = new ulong[vocabulary.WordCount];
        List<(int, int)> exits = [];
        Walk(automaton, 0, start, words, exits);
        return (words, [.. exits]);
    }

    private void Walk(RegularAutomaton automaton, int node, int state, ulong[] words, List<(int, int)> exits)
    {
        TokenTrie trie = vocabulary.Trie;
        TrieNode[] nodes = trie.Nodes;
        ReadOnlySpan<byte> classes = automaton.Classes(state, out ReadOnlySpan<int> targets);
        bool accepts = automaton.Accepts(state);
        for (int child = node + 1, end = nodes[node].End; child < end; child = nodes[child].End)
        {
            int next = targets[classes[nodes[child].Byte]];
            if (next < 0)
            {
                if (accepts) exits.Add((child, state));
                continue;
            }
            if (nodes[child].Token >= 0) trie.Mark(child, words);
            if (nodes[child].End > child + 1) Walk(automaton, child, next, words, exits);
        }
    }
}
