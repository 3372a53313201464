namespace EdgeAgent.Tokenizers.Bpe;

/// <summary>Token ids and their byte strings, both ways: one array of bytes, an offset and a length for each id, and an open-addressing
/// index.</summary>
/// <remarks>Filled by one thread, then read by any number. Ids may come in any order and leave gaps, but stay below 2^22 - 1.</remarks>
internal sealed class TokenTable
{
    private const int IdBits = 22;
    private const uint IdMask = (1u << IdBits) - 1;

    private byte[] _bytes;
    private int _bytesUsed;
    private int[] _starts;      // by id: offset into _bytes plus one; 0 where there is no such id
    private int[] _lengths;     // by id
    private uint[] _index;      // id plus one, or 0, and above it ten bits of the string's hash; a power of two of slots, at most half full
    private int _indexed;

    /// <param name="tokens">How many ids to make room for; a guess.</param>
    public TokenTable(int tokens)
    {
        _bytes = new byte[Math.Max(64, tokens * 8)];
        _starts = new int[Math.Max(16, tokens)];
        _lengths = new int[_starts.Length];
        _index = new uint[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, tokens * 2))];
    }

    /// <summary>The highest id plus one.</summary>
    public int Size { get; private set; }

    /// <summary>Whether the id has a string.</summary>
    public bool Contains(int id) => (uint)id < (uint)Size && _starts[id] != 0;

    /// <summary>The string of an id; empty where there is none.</summary>
    public ReadOnlySpan<byte> this[int id]
        => Contains(id) ? _bytes.AsSpan(_starts[id] - 1, _lengths[id]) : default;

    /// <summary>Gives an id its string.</summary>
    /// <param name="id">An id without one, not negative.</param>
    /// <param name="token">The string.</param>
    /// <param name="findable">Whether <see cref="TryGetId"/> shall find it. Of two equal strings the first is found.</param>
    public void Add(int id, ReadOnlySpan<byte> token, bool findable = true)
    {
        if (id >= _starts.Length) GrowIds(id);
        if (token.Length > _bytes.Length - _bytesUsed)
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(2L * _bytes.Length, (long)_bytesUsed + token.Length)));
        token.CopyTo(_bytes.AsSpan(_bytesUsed));
        _starts[id] = _bytesUsed + 1;
        _lengths[id] = token.Length;
        _bytesUsed += token.Length;
        Size = Math.Max(Size, id + 1);
        if (!findable) return;
        if (++_indexed * 2 > _index.Length) GrowIndex();
        Insert(id);
    }

    /// <summary>The id of a string.</summary>
    public bool TryGetId(ReadOnlySpan<byte> token, out int id)
    {
        uint[] index = _index;
        int mask = index.Length - 1;
        uint hash = ByteHash.Of(token);
        for (int slot = (int)hash & mask; ; slot = (slot + 1) & mask)
        {
            uint entry = index[slot];
            id = (int)(entry & IdMask) - 1;
            if (id < 0) return false;
            // The tag spares the look at most strings of other tokens, which lie far apart.
            if ((entry ^ Tag(hash)) <= IdMask && _lengths[id] == token.Length
                && _bytes.AsSpan(_starts[id] - 1, token.Length).SequenceEqual(token)) return true;
        }
    }

    private static uint Tag(uint hash) => hash & ~IdMask;

    private void Insert(int id)
    {
        int mask = _index.Length - 1;
        uint hash = ByteHash.Of(this[id]);
        int slot = (int)hash & mask;
        while (_index[slot] != 0) slot = (slot + 1) & mask;
        _index[slot] = Tag(hash) | (uint)(id + 1);
    }

    private void GrowIds(int id)
    {
        int size = Math.Max(id + 1, _starts.Length * 2);
        Array.Resize(ref _starts, size);
        Array.Resize(ref _lengths, size);
    }

    private void GrowIndex()
    {
        uint[] old = _index;
        _index = new uint[old.Length * 2];
        foreach (uint entry in old)
            if (entry != 0) Insert((int)(entry & IdMask) - 1);
    }
}
