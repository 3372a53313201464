namespace EdgeAgent.Templates.Messages;

/// <summary>What a text would become if nobody looked.</summary>
internal enum Mark { None, Token, Tag }

/// <summary>Added tokens and tool tags by their characters: a look costs the length of the match, however many there are.</summary>
internal sealed class MarkTrie
{
    private readonly Node _root = new();

    public IEnumerable<char> FirstCharacters => _root.Next.Keys;

    public void Add(string text, Mark mark)
    {
        Node node = _root;
        foreach (char c in text)
        {
            if (!node.Next.TryGetValue(c, out Node? next)) node.Next.Add(c, next = new Node());
            node = next;
            if (node.Below == Mark.None || mark == Mark.Tag) node.Below = mark;
        }
        node.Ends = mark;
    }

    /// <summary>What starts at the beginning of the text. A tag goes before a token: its mark breaks both.</summary>
    public Mark Match(ReadOnlySpan<char> text, bool countBeginnings)
    {
        Node node = _root;
        Mark found = Mark.None;
        foreach (char c in text)
        {
            if (!node.Next.TryGetValue(c, out Node? next)) return found;
            node = next;
            if (node.Ends == Mark.Tag) return Mark.Tag;
            if (node.Ends == Mark.Token) found = Mark.Token;
        }
        return countBeginnings && found == Mark.None ? node.Below : found;
    }

    private sealed class Node
    {
        public Dictionary<char, Node> Next { get; } = [];

        /// <summary>What ends here.</summary>
        public Mark Ends { get; set; }

        /// <summary>What ends here or further on.</summary>
        public Mark Below { get; set; }
    }
}
