namespace EdgeAgent.Grammar.Automata;

/// <summary>For every state of a trigger's automaton: which tokens are text and nothing else, and where in the trie others complete the trigger.</summary>
internal sealed class TriggerMasks
{
    private readonly Lazy<(ulong[] Words, (int Node, int State)[] Exits)>[] _states;

    public TriggerMasks(TokenTrie trie, int wordCount, TriggerAutomaton trigger)
    {
        _states = new Lazy<(ulong[], (int, int)[])>[trigger.StateCount];
        for (int k = 0; k < _states.Length; k++)
        {
            int state = k;
            _states[k] = new Lazy<(ulong[], (int, int)[])>(() => Compute(trie, wordCount, trigger, state));
        }
    }

    /// <summary>The tokens that complete no trigger; and the nodes whose byte completes one, with the state before it.</summary>
    public (ulong[] Words, (int Node, int State)[] Exits) Of(int state) => _states[state].Value;

    private static (ulong[], (int, int)[]) Compute(TokenTrie trie, int wordCount, TriggerAutomaton trigger, int state)
    {
        ulong[] words = new ulong[wordCount];
        List<(int, int)> exits = [];
        int[] states = new int[trie.MaxTokenBytes + 1];
        states[0] = state;
        TrieNode[] nodes = trie.Nodes;
        for (int i = 1; i < nodes.Length;)
        {
            ref readonly TrieNode node = ref nodes[i];
            int before = states[node.Depth - 1];
            int next = trigger.Next(before, node.Byte);
            if (next < 0)
            {
                exits.Add((i, before));
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
