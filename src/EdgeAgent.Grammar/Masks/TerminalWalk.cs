using EdgeAgent.Grammar.Automata;
using EdgeAgent.Grammar.Regular;

namespace EdgeAgent.Grammar.Masks;

/// <summary>Finds the mask of one state inside a terminal.</summary>
internal sealed class TerminalWalk
{
    private const int WorthLooking = 12; // nodes
    private const int MaxRests = 10_000; // of tokens, beyond which they cost more than walks

    private readonly GrammarVocabulary _vocabulary;
    private readonly TrieIndex _index;
    private readonly TrieNode[] _nodes;
    private readonly RegularAutomaton _automaton;
    private readonly ByteSet _following;
    private readonly List<int> _tokens = [];
    private readonly List<StringExit> _exits = [];
    private int _start;
    private int _rests;

    public TerminalWalk(GrammarVocabulary vocabulary, in RulePlace place)
    {
        (_vocabulary, _index, _nodes) = (vocabulary, vocabulary.Index, vocabulary.Trie.Nodes);
        (_automaton, _following) = (place.Automaton!, place.Following);
    }

    public TerminalMask Run(int node, int state)
    {
        _start = node;
        Walk(node, state);
        ExitTrie? suffixes = _rests <= MaxRests ? new ExitTrie(_vocabulary.Trie, [.. _exits], within: 1) : null;
        if (node > 0) return new TerminalMask([], [.. _tokens], suffixes);
        ulong[] words = new ulong[_vocabulary.WordCount];
        foreach (int id in _tokens) words[id >> 6] |= 1UL << id;
        return new TerminalMask(words, [], suffixes);
    }

    private void Walk(int node, int state)
    {
        ReadOnlySpan<byte> classes = _automaton.Classes(state, out ReadOnlySpan<int> targets);
        // What follows at once is the machine's to walk, with its other strands.
        bool leaves = node != _start && _automaton.Accepts(state);
        for (int child = node + 1, end = _nodes[node].End; child < end; child = _nodes[child].End)
        {
            byte b = _nodes[child].Byte;
            if (leaves && _following.Has(b) && _rests <= MaxRests)
            {
                _exits.Add(new StringExit(child, 0));
                _rests += _index.TokensOf(child, _nodes[child].End).Length;
            }
            if (targets[classes[b]] is int next and >= 0) Visit(child, next);
        }
    }

    private void Visit(int node, int state)
    {
        ref readonly TrieNode at = ref _nodes[node];
        for (int id = at.Token; id >= 0; id = _index.Trie.NextSame[id]) _tokens.Add(id);
        if (at.End == node + 1) return;
        // Tokens that leave the terminal below are in the mask already where they could stay in it, too.
        if (at.End - node > WorthLooking && _index.IsBoundary[node] && _automaton.StayOf(state).Covers(_index, node))
        {
            _tokens.AddRange(_index.TokensOf(node + 1, at.End));
            return;
        }
        Walk(node, state);
    }
}
