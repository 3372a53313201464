using EdgeAgent.Grammar.Regular;

namespace EdgeAgent.Grammar.Masks;

/// <summary>Finds the mask of one state.</summary>
/// <remarks>
/// The trie is walked with the automaton, but not where it stays in one state: there the tokens below a node are known beforehand, but for those
/// with other characters in them.
/// </remarks>
internal sealed class MaskWalk
{
    private const int WorthLooking = 12; // nodes

    private readonly TrieIndex _index;
    private readonly TrieNode[] _nodes;
    private readonly RegularAutomaton _automaton;
    private readonly bool _quoted;
    private readonly List<int> _exits = [];
    private ulong[] _words = [];
    private int _bytes;

    public MaskWalk(TrieIndex index, RegularAutomaton automaton, bool quoted) =>
        (_index, _nodes, _automaton, _quoted) = (index, index.Trie.Nodes, automaton, quoted);

    public RegularMask Run(int state)
    {
        _words = new ulong[_index.Words.Length];
        if (_quoted && _automaton.IsSearch(state)) Search(state);
        else if (!_quoted || !FillBelow(0, state, _automaton.StayOf(state))) Walk(0, state);
        return new RegularMask(_words, [.. _exits], _bytes);
    }

    /// <summary>Whatever a string may hold can still be completed: only where the text may end has to be found.</summary>
    private void Search(int state)
    {
        _index.Words.CopyTo(_words, 0);
        _bytes = _index.Depth[0];
        foreach (int node in _index.Quotes)
            if (_automaton.Run(state, _index.Trie.PathOf(node)[..^1]) is >= 0 and int end && _automaton.Accepts(end)) _exits.Add(node);
    }

    /// <summary>Where the state stays for most characters below a node: takes all that strings may hold, but walks where other characters begin.</summary>
    private bool FillBelow(int node, int state, StaySet stay)
    {
        int end = _nodes[node].End;
        if (_index.Leaving(stay) is not { } leaving) return false;
        int first = FirstAfter(leaving, node), last = FirstAfter(leaving, end - 1);
        if ((last - first) * 4 > end - node) return false;
        if (node == 0) _index.Words.CopyTo(_words, 0);
        else
        {
            ulong[] known = _index.Words;
            foreach (int id in _index.TokensOf(node + 1, end)) _words[id >> 6] |= known[id >> 6] & (1UL << id);
        }
        _bytes = Math.Max(_bytes, _index.Depth[node]);
        bool accepts = _automaton.Accepts(state);
        for (int i = first, done = 0; i < last; i++)
        {
            int at = leaving[i];
            if (at < done) continue;
            done = _nodes[at].End;
            foreach (int id in _index.TokensOf(at, done)) _words[id >> 6] &= ~(1UL << id);
            Visit(at, _automaton.Next(state, _nodes[at].Byte), accepts);
        }
        return true;
    }

    private static int FirstAfter(int[] nodes, int node)
    {
        int at = Array.BinarySearch(nodes, node);
        return at < 0 ? ~at : at + 1;
    }

    private void Walk(int node, int state)
    {
        ReadOnlySpan<byte> classes = _automaton.Classes(state, out ReadOnlySpan<int> targets);
        bool accepts = _automaton.Accepts(state);
        TrieNode[] nodes = _nodes;
        for (int child = node + 1, end = nodes[node].End; child < end; child = nodes[child].End)
        {
            int next = targets[classes[nodes[child].Byte]];
            if (next >= 0 && nodes[child].End == child + 1)
            {
                _bytes = Math.Max(_bytes, nodes[child].Depth);
                _index.Trie.Mark(child, _words);
            }
            else Visit(child, next, accepts);
        }
    }

    /// <summary>A node that is read to a state, or not if that is -1; and all below it.</summary>
    private void Visit(int node, int next, bool accepts)
    {
        ref readonly TrieNode at = ref _nodes[node];
        if (next < 0)
        {
            if (!accepts || (_quoted ? at.Byte != '"' : at.Depth == 1)) return;
            _bytes = Math.Max(_bytes, at.Depth);
            _exits.Add(node);
            return;
        }
        _bytes = Math.Max(_bytes, at.Depth);
        if (at.Token >= 0) _index.Trie.Mark(node, _words);
        if (at.End == node + 1) return;
        if (at.End - node > WorthLooking && _index.IsBoundary[node])
        {
            StaySet stay = _automaton.StayOf(next);
            if (stay.Covers(_index, node))
            {
                foreach (int id in _index.TokensOf(node + 1, at.End)) _words[id >> 6] |= 1UL << id;
                _bytes = Math.Max(_bytes, _index.Depth[node]);
                return;
            }
            if (_quoted && FillBelow(node, next, stay)) return;
        }
        Walk(node, next);
    }
}
