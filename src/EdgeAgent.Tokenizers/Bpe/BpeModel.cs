using EdgeAgent.Tokenizers.Pipeline;

namespace EdgeAgent.Tokenizers.Bpe;

/// <summary>What a word becomes: the model part of a byte-level BPE tokenizer.</summary>
/// <remarks>Equals Hugging Face's <c>BPE</c> with dropout off, prefix and suffix empty. Its pieces are words.</remarks>
internal sealed partial class BpeModel : PieceModel
{
    private readonly int[] _bytePairRanks = new int[1 << 16];   // the rank of two neighbouring bytes: half of all look-ups

    /// <param name="merges">The merges.</param>
    /// <param name="byteTokens">By byte: the token of that byte alone, or -1.</param>
    public BpeModel(MergeTable merges, int[] byteTokens)
    {
        (Merges, ByteTokens) = (merges, byteTokens);
        for (int pair = 0; pair < _bytePairRanks.Length; pair++)
        {
            int left = byteTokens[pair >> 8], right = byteTokens[pair & 0xFF];
            _bytePairRanks[pair] = left < 0 || right < 0 ? MergeTable.NoMerge : merges.Rank(left, right);
        }
    }

    private MergeTable Merges { get; }

    private int[] ByteTokens { get; }

    /// <summary>The merges that ever happen; null: words are merged one by one.</summary>
    public CanonicalMerges? Canonical { get; init; }

    /// <summary>Where <see cref="IgnoreMerges"/> makes a difference to <see cref="Canonical"/>; else null.</summary>
    public UnmergedWords? Unmerged { get; init; }

    /// <summary>Whether a word that is a token stays whole, whatever the merges say.</summary>
    public bool IgnoreMerges { get; init; }

    /// <summary>The id for a byte without a token; -1: such a byte vanishes.</summary>
    public int UnknownToken { get; init; } = -1;

    /// <summary>Whether neighbouring unknown bytes share one <see cref="UnknownToken"/>.</summary>
    public bool FuseUnknown { get; init; }

    public override void Encode(ReadOnlySpan<byte> piece, WordCache cache, ref IdBuffer ids) => EncodeCached(piece, cache, ref ids);

    public override void EncodeAll(ReadOnlySpan<byte> text, int start, ReadOnlySpan<int> ends, EncodeWorkspace workspace, ref IdBuffer ids)
    {
        if (Canonical is null) base.EncodeAll(text, start, ends, workspace, ref ids);
        else workspace.Batch.Encode(this, text, start, ends, workspace.Words, ref ids);
    }

    /// <summary>Whether a word is a token and so stays whole.</summary>
    public bool IsWhole(ReadOnlySpan<byte> word) => IgnoreMerges && Bytes.TryGetId(word, out _);

    public override void EncodeUncached(ReadOnlySpan<byte> word, ref IdBuffer ids)
    {
        if (IgnoreMerges && Bytes.TryGetId(word, out int whole)) ids.Add(whole);
        else if (Canonical is null || !TryEncode(word, Canonical, ref ids)) EncodePlainly(word, ref ids);
    }

    /// <summary>Adds the ids of a word by merging with all merges: what everything faster must equal.</summary>
    public void EncodePlainly(ReadOnlySpan<byte> word, ref IdBuffer ids)
    {
        if (word.Length > BpeMerger.LongestScanned || !TryEncodeShort(word, ref ids)) EncodeLong(word, ref ids);
    }

    /// <summary>Merges with the canonical merges; false if they do not tell.</summary>
    private static bool TryEncode(ReadOnlySpan<byte> word, CanonicalMerges merges, ref IdBuffer ids)
    {
        if (word.Length > BpeMerger.LongestScanned) return WindowMerger.TryEncode(word, merges, ref ids, out _);
        Span<int> tokens = stackalloc int[word.Length];
        Span<int> ranks = stackalloc int[word.Length];
        for (int i = 0; i < word.Length; i++) tokens[i] = word[i];
        var pairs = new CanonicalRanks(merges);
        for (int i = 0; i + 1 < word.Length; i++) ranks[i] = pairs.Rank(word[i], word[i + 1]);
        tokens = tokens[..BpeMerger.MergeByScanning(tokens, ranks, pairs)];
        int all = 0;
        foreach (ref int token in tokens) all |= token = merges.Ids[token];
        if (all < 0) return false;
        ids.AddRange(tokens);
        return true;
    }

    /// <summary>The usual case; false if a byte has no token.</summary>
    private bool TryEncodeShort(ReadOnlySpan<byte> word, ref IdBuffer ids)
    {
        Span<int> tokens = stackalloc int[word.Length];
        Span<int> ranks = stackalloc int[word.Length];
        int last = word.Length - 1, all = tokens[last] = ByteTokens[word[last]];
        for (int i = 0; i < last; i++)
        {
            all |= tokens[i] = ByteTokens[word[i]];
            ranks[i] = _bytePairRanks[(word[i] << 8) | word[i + 1]];
        }
        if (all < 0) return false;
        ids.AddRange(tokens[..BpeMerger.MergeByScanning(tokens, ranks, new TableRanks(Merges))]);
        return true;
    }

    private void EncodeLong(ReadOnlySpan<byte> word, ref IdBuffer ids)
    {
        int[] rented = System.Buffers.ArrayPool<int>.Shared.Rent(word.Length);
        try
        {
            Span<int> tokens = rented.AsSpan(0, ToByteTokens(word, rented));
            ids.AddRange(tokens[..BpeMerger.Merge(tokens, Merges)]);
        }
        finally
        {
            System.Buffers.ArrayPool<int>.Shared.Return(rented);
        }
    }

    private int ToByteTokens(ReadOnlySpan<byte> word, Span<int> tokens)
    {
        int count = 0;
        bool afterUnknown = false;
        foreach (byte value in word)
        {
            int token = ByteTokens[value];
            bool unknown = token < 0;
            if (unknown) token = afterUnknown && FuseUnknown ? -1 : UnknownToken;
            if (token >= 0) tokens[count++] = token;
            afterUnknown = unknown;
        }
        return count;
    }
}
