using System.Collections.Concurrent;

namespace EdgeAgent.Grammar.Automata;

/// <summary>For states inside strings with a pattern: which tokens stay inside, and where others leave. Made when a state is first met, and kept.</summary>
internal sealed class PatternMasks(GrammarProgram program, GrammarVocabulary vocabulary)
{
    private const int MaxKept = 512; // 16 kB each for 128,000 tokens

    private readonly ConcurrentDictionary<int, (ulong[] Words, (int Node, int State)[] Exits)> _kept = [];

    /// <summary>The masks of a state; nulls where as many as are kept are there already: then the trie has to be walked.</summary>
    public (ulong[]? Words, (int Node, int State)[]? Exits) Of(int state)
    {
        if (_kept.TryGetValue(state, out (ulong[], (int, int)[]) known)) return known;
        return _kept.Count < MaxKept ? _kept.GetOrAdd(state, Compute(state)) : default;
    }

    private (ulong[], (int, int)[]) Compute(int start)
    {
        TokenTrie trie = vocabulary.Trie;
        ulong[] words = new ulong[vocabulary.WordCount];
        List<(int, int)> exits = [];
        int[] states = new int[trie.MaxTokenBytes + 1];
        states[0] = start;
        for (int i = 1; i < trie.Nodes.Length;)
        {
            ref readonly TrieNode node = ref trie.Nodes[i];
            int from = states[node.Depth - 1];
            int next = program.Find(program.States[from], node.Byte);
            if (next < 0 || program.States[next].Kind == StateKind.Pop)
            {
                if (next >= 0) exits.Add((i, from));
                i = node.End;
                continue;
            }
            states[node.Depth] = next;
            trie.Mark(i, words);
            i++;
        }
        return (words, [.. exits]);
    }
}
