using System.Runtime.InteropServices;
using EdgeAgent.Grammar.Regular;

namespace EdgeAgent.Grammar.Masks;

/// <summary>Finds the mask of one state.</summary>
internal sealed class MaskWalk
{
    private const int WorthLooking = 12; // nodes
    private const int FewNodes = 60_000;

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
        StaySet stay = _automaton.StayOf(state);
        if (_quoted && Leaving(stay) is { } leaving)
        {
            _words = (ulong[])_index.Words.Clone();
            _bytes = _index.Depth[0];
            foreach (int node in leaving) Replace(node, state);
        }
        else
        {
            _words = new ulong[_index.Words.Length];
            Walk(0, state);
        }
        return new RegularMask(_words, [.. _exits], _bytes);
    }

    /// <summary>Where the state stays for most characters: the nodes at which it may not, outermost, in ascending order. Else null.</summary>
    private List<int>? Leaving(StaySet stay)
    {
        if ((stay.Low & TrieIndex.NotAscii) == 0) return null;
        int size = 0;
        List<int> nodes = [];
        for (int b = 32; b < 128; b++)
        {
            if (((b < 64 ? stay.Low >> b : stay.High >> (b - 64)) & 1) != 0) continue;
            size += _index.SizeOf(b);
            if (size > FewNodes) return null;
            nodes.AddRange(_index.NodesOf(b));
        }
        nodes.Sort();
        int kept = 0, end = 0;
        foreach (int node in CollectionsMarshal.AsSpan(nodes))
        {
            if (node < end) continue;
            nodes[kept++] = node;
            end = _nodes[node].End;
        }
        nodes.RemoveRange(kept, nodes.Count - kept);
        return nodes;
    }

    /// <summary>What is below a node is not as in any string: it is taken out and walked.</summary>
    private void Replace(int node, int state)
    {
        foreach (int id in _index.TokensOf(node, _nodes[node].End)) _words[id >> 6] &= ~(1UL << id);
        Visit(node, _automaton.Next(state, _nodes[node].Byte), state, _automaton.Accepts(state));
    }

    private void Walk(int node, int state)
    {
        ReadOnlySpan<byte> classes = _automaton.Classes(state, out ReadOnlySpan<int> targets);
        bool accepts = _automaton.Accepts(state);
        for (int child = node + 1, end = _nodes[node].End; child < end; child = _nodes[child].End)
            Visit(child, targets[classes[_nodes[child].Byte]], state, accepts);
    }

    /// <summary>A node that is read from one state to the next, or not if that is -1; and all below it.</summary>
    private void Visit(int node, int next, int state, bool accepts)
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
        if (at.End - node > WorthLooking && _index.IsBoundary[node] && _automaton.StayOf(next).Covers(_index, node))
        {
            foreach (int id in _index.TokensOf(node + 1, at.End)) _words[id >> 6] |= 1UL << id;
            _bytes = Math.Max(_bytes, _index.Depth[node]);
        }
        else Walk(node, next);
    }
}
