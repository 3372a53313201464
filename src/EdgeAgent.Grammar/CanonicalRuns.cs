using System.Collections.Concurrent;

namespace EdgeAgent.Grammar;

/// <summary>What a tokenizer makes of forced texts, asked once: the same few come again with every call, and asking allocates.</summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="canonicalize">The tokenizer.</param>
/// <param name="trie">Its tokens.</param>
internal sealed class CanonicalRuns(Canonicalizer canonicalize, TokenTrie trie)
{
    /// <summary>So many texts of at most so many bytes are kept; then all are forgotten.</summary>
    private const int MaxKept = 4096, MaxBytes = 512;

    /// <summary>With more tokens than this that begin alike none is tried.</summary>
    private const int MaxTried = 4096;

    private readonly ConcurrentDictionary<Key, int[]> _kept = new(new Comparer());
    private readonly ConcurrentDictionary<Key, bool> _broken = new(new Comparer());

    /// <summary>The tokens of a text after a token.</summary>
    public ReadOnlySpan<int> Of(ReadOnlySpan<byte> text, int previousId)
    {
        if (text.Length > MaxBytes) return canonicalize(text, previousId);
        if (_kept.GetAlternateLookup<Run>().TryGetValue(new Run(text, previousId), out int[]? known)) return known;
        if (_kept.Count >= MaxKept) _kept.Clear();
        return _kept.GetOrAdd(new Key(text.ToArray(), previousId), [.. canonicalize(text, previousId)]);
    }

    /// <summary>Whether the last token of a text may break: in the tokenizer's spelling of a longer text another token may begin inside it and reach beyond it.</summary>
    /// <param name="text">A token's bytes, and what comes after it.</param>
    /// <param name="from">Where in the token the other begins, 1 to 255.</param>
    /// <param name="node">The node of the trie to which the bytes from there lead.</param>
    /// <param name="previousId">The token before.</param>
    public bool MayBreak(ReadOnlySpan<byte> text, int from, int node, int previousId)
    {
        if (text.Length > 255) return true;
        Span<byte> key = stackalloc byte[text.Length + 1];
        key[0] = (byte)from;
        text.CopyTo(key[1..]);
        if (_broken.GetAlternateLookup<Run>().TryGetValue(new Run(key, previousId), out bool known)) return known;
        if (_broken.Count >= MaxKept) _broken.Clear();
        return _broken.GetOrAdd(new Key(key.ToArray(), previousId), BeginsOne(text[..from], node, previousId));
    }

    /// <summary>Whether some token below a node follows a text's beginning in the tokenizer's spelling.</summary>
    private bool BeginsOne(ReadOnlySpan<byte> before, int node, int previousId)
    {
        int end = trie.Nodes[node].End;
        if (end - node > MaxTried) return true;
        while (++node < end)
        {
            if (trie.Nodes[node].Token is not (>= 0 and int token)) continue;
            if (canonicalize([.. before, .. trie.BytesOf(token)], previousId) is [.., int last] && last == token) return true;
        }
        return false;
    }

    private sealed record Key(byte[] Text, int PreviousId);

    private readonly ref struct Run(ReadOnlySpan<byte> text, int previousId)
    {
        public readonly ReadOnlySpan<byte> Text = text;
        public readonly int PreviousId = previousId;
    }

    private sealed class Comparer : IEqualityComparer<Key>, IAlternateEqualityComparer<Run, Key>
    {
        public Key Create(Run alternate) => new(alternate.Text.ToArray(), alternate.PreviousId);

        public bool Equals(Key? x, Key? y) => x is null ? y is null : y is not null && Equals(new Run(x.Text, x.PreviousId), y);

        public bool Equals(Run alternate, Key other) => alternate.PreviousId == other.PreviousId && alternate.Text.SequenceEqual(other.Text);

        public int GetHashCode(Key obj) => GetHashCode(new Run(obj.Text, obj.PreviousId));

        public int GetHashCode(Run alternate)
        {
            HashCode hash = default;
            hash.Add(alternate.PreviousId);
            hash.AddBytes(alternate.Text);
            return hash.ToHashCode();
        }
    }
}
