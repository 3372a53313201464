namespace EdgeAgent.Grammar.Automata;

/// <summary>For every state of a trigger's automaton: which tokens are text and nothing else, and where in the trie others complete the trigger.</summary>
internal sealed class TriggerMasks
{
    private readonly Lazy<(ulong[] Words, int[] Exits)>[] _states;

    public TriggerMasks(TokenTrie trie, int wordCount, TriggerAutomaton trigger)
    {
        _states = new Lazy<(ulong[], int[])>[trigger.Length];
        for (int k = 0; k < _states.Length; k++)
        {
            int state = k;
            _states[k] = new Lazy<(ulong[], int[])>(() => Compute(trie, wordCount, trigger, state));
        }
    }

    public (ulong[] Words, int[] Exits) Of(int state) => _states[state].Value;

    private static (ulong[], int[]) Compute(TokenTrie trie, int wordCount, TriggerAutomaton trigger, int state)
    {
        ulong[] words = new ulong[wordCount];
        List<int> exits = [];
        byte[] states = new byte[trie.MaxTokenBytes + 1];
        states[0] = (byte)state;
        TrieNode[] nodes = trie.Nodes;
        for (int i = 1; i < nodes.Length;)
        {
            ref readonly TrieNode node = ref nodes[i];
            int next = trigger.Next(states[node.Depth - 1], node.Byte);
            if (next == trigger.Length)
            {
                exits.Add(i);
                i = node.End;
                continue;
            }
            states[node.Depth] = (byte)next;
            trie.Mark(i, words);
            i++;
        }
        return (words, [.. exits]);
    }
}
