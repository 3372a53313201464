using System.Buffers;
using System.Text;
using EdgeAgent.Tokenizers.Normalizers;

namespace EdgeAgent.Tokenizers.Pipeline;

/// <summary>Finds added tokens in a text: the leftmost, and of those that begin there the longest.</summary>
/// <remarks>A trie of their bytes behind a vectorised search for the bytes they begin with. Immutable and thread-safe.</remarks>
internal sealed class AddedTokenMatcher
{
    private readonly record struct Node(byte Label, int FirstChild, int NextSibling, int Token);

    private readonly AddedToken[] _tokens;
    private readonly List<Node> _nodes = [new(0, -1, -1, -1)];
    private readonly int[] _roots = new int[256];        // the root's child by first byte, or -1: the root may have many
    private readonly SearchValues<byte> _firstBytes;

    /// <param name="tokens">Tokens with content, no two the same.</param>
    /// <param name="normalizer">What the text to search in has gone through, so what is looked for goes through it too; null:
    /// nothing.</param>
    public AddedTokenMatcher(IEnumerable<AddedToken> tokens, Normalizer? normalizer)
    {
        _tokens = [.. tokens];
        Array.Fill(_roots, -1);
        for (int i = 0; i < _tokens.Length; i++)
        {
            byte[] content = Encoding.UTF8.GetBytes(_tokens[i].Content);
            if (normalizer is not null) content = normalizer.Normalize(content);
            if (content.Length > 0) Insert(content, i);
        }
        _firstBytes = SearchValues.Create([.. Enumerable.Range(0, 256).Where(b => _roots[b] >= 0).Select(static b => (byte)b)]);
    }

    /// <summary>The first match at or after <paramref name="from"/>.</summary>
    public bool TryFind(ReadOnlySpan<byte> text, int from, out int start, out int length, out AddedToken? token)
    {
        for (start = from; start < text.Length; start++)
        {
            int skip = text[start..].IndexOfAny(_firstBytes);
            if (skip < 0) break;
            start += skip;
            token = LongestAt(text[start..], out length);
            if (token is not null) return true;
        }
        (length, token) = (0, null);
        return false;
    }

    private AddedToken? LongestAt(ReadOnlySpan<byte> text, out int length)
    {
        int best = -1;
        length = 0;
        int node = _roots[text[0]];
        for (int i = 1; node >= 0; i++)
        {
            if (_nodes[node].Token >= 0) (best, length) = (_nodes[node].Token, i);
            if (i == text.Length) break;
            node = Child(node, text[i]);
        }
        return best >= 0 ? _tokens[best] : null;
    }

    private int Child(int node, byte label)
    {
        int child = _nodes[node].FirstChild;
        while (child >= 0 && _nodes[child].Label != label) child = _nodes[child].NextSibling;
        return child;
    }

    private void Insert(ReadOnlySpan<byte> content, int token)
    {
        int node = _roots[content[0]];
        if (node < 0) node = _roots[content[0]] = AddNode(content[0], -1);
        foreach (byte label in content[1..])
        {
            int child = Child(node, label);
            if (child < 0)
            {
                child = AddNode(label, _nodes[node].FirstChild);
                _nodes[node] = _nodes[node] with { FirstChild = child };
            }
            node = child;
        }
        _nodes[node] = _nodes[node] with { Token = token };
    }

    private int AddNode(byte label, int nextSibling)
    {
        _nodes.Add(new(label, -1, nextSibling, -1));
        return _nodes.Count - 1;
    }
}
