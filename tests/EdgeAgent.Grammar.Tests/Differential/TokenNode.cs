namespace EdgeAgent.Grammar.Tests.Differential;

/// <summary>Tokens by their bytes, so that what they begin with is read once.</summary>
internal sealed class TokenNode
{
    public static readonly TokenNode Root = Of(SmallVocabulary.Tokens);

    private readonly SortedDictionary<byte, TokenNode> _children = [];
    private int _token = -1;

    /// <summary>The tokens below that some readings allow.</summary>
    public void Collect(List<Reading> readings, ulong[] allowed)
    {
        foreach ((byte b, TokenNode child) in _children)
        {
            List<Reading> next = Reading.Next(readings, b);
            if (next.Count == 0) continue;
            if (child._token >= 0) allowed[child._token / 64] |= 1UL << (child._token % 64);
            child.Collect(next, allowed);
        }
    }

    /// <summary>The tokens that some bytes begin with.</summary>
    public List<int> Fitting(ReadOnlySpan<byte> text)
    {
        List<int> fitting = [];
        for (TokenNode? node = this; node is not null; text = text[1..])
        {
            if (node._token >= 0) fitting.Add(node._token);
            if (text.IsEmpty || !node._children.TryGetValue(text[0], out node)) break;
        }
        return fitting;
    }

    private static TokenNode Of(IReadOnlyList<byte[]> tokens)
    {
        TokenNode root = new();
        for (int id = 0; id < tokens.Count; id++)
        {
            TokenNode node = root;
            foreach (byte b in tokens[id])
            {
                if (!node._children.TryGetValue(b, out TokenNode? child)) node._children.Add(b, child = new TokenNode());
                node = child;
            }
            node._token = id;
        }
        return root;
    }
}
