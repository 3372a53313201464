namespace EdgeAgent.Tokenizers.Bpe;

/// <summary>The ids of words too long for <see cref="WordCache"/>: rules, runs of spaces, sentences of scripts that write no spaces.</summary>
/// <remarks>Direct-mapped; words and ids lie one after the other in two arrays of fixed size, and all is forgotten when one is full.
/// Not thread-safe: each encoding borrows one.</remarks>
internal sealed class LongWordCache
{
    /// <summary>Longer words are not kept.</summary>
    public const int LongestWord = 128;

    private const int Slots = 1 << 10, Room = 1 << 15;

    private struct Entry
    {
        public int Text, Length;   // where the word lies in _text; length 0: no word
        public int Ids, Count;     // where its ids lie in _ids
    }

    private readonly Entry[] _entries = new Entry[Slots];
    private readonly byte[] _text = new byte[Room];
    private readonly int[] _ids = new int[Room];
    private int _textUsed, _idsUsed;

    /// <summary>Adds the ids of a word if it is known.</summary>
    /// <param name="word">The word.</param>
    /// <param name="hash">Its <see cref="ByteHash"/>.</param>
    /// <param name="ids">Where they go.</param>
    public bool TryAppend(ReadOnlySpan<byte> word, uint hash, ref IdBuffer ids)
    {
        ref Entry entry = ref _entries[hash % Slots];
        if (entry.Length != word.Length || !word.SequenceEqual(_text.AsSpan(entry.Text, entry.Length))) return false;
        ids.AddRange(_ids.AsSpan(entry.Ids, entry.Count));
        return true;
    }

    /// <summary>Keeps the ids of a word.</summary>
    /// <param name="word">At most <see cref="LongestWord"/> bytes.</param>
    /// <param name="hash">Its hash.</param>
    /// <param name="ids">At most an id a byte.</param>
    public void Set(ReadOnlySpan<byte> word, uint hash, ReadOnlySpan<int> ids)
    {
        if (word.Length > Room - _textUsed || ids.Length > Room - _idsUsed)
        {
            Array.Clear(_entries);
            (_textUsed, _idsUsed) = (0, 0);
        }
        _entries[hash % Slots] = new Entry { Text = _textUsed, Length = word.Length, Ids = _idsUsed, Count = ids.Length };
        word.CopyTo(_text.AsSpan(_textUsed));
        ids.CopyTo(_ids.AsSpan(_idsUsed));
        _textUsed += word.Length;
        _idsUsed += ids.Length;
    }
}
