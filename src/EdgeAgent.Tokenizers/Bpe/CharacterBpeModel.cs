using System.Buffers;

namespace EdgeAgent.Tokenizers.Bpe;

/// <summary>BPE that begins with characters, as SentencePiece trains it; a character without a token becomes its bytes' tokens or the
/// unknown one.</summary>
/// <remarks>
/// Equals Hugging Face's <c>BPE</c> with dropout off, prefix and suffix empty. A piece may be a whole book: it is cut where its vocabulary
/// proves that no merge reaches across (<see cref="PieceBoundaries"/>).
/// </remarks>
internal sealed class CharacterBpeModel(MergeTable merges, CharacterTable characters, PieceBoundaries boundaries) : PieceModel
{
    /// <summary>Whether the texts hold U+2581 where they had spaces; it is then kept as one byte, a space, in everything here.</summary>
    public bool SpacesAreMarked { get; init; }

    /// <summary>By byte: its token, or -1. A character becomes byte tokens only if each of its bytes has one.</summary>
    public required int[] ByteTokens { get; init; }

    /// <summary>Every token in the form that texts have here, where a whole piece that is a token stays whole whatever the merges say; else
    /// null.</summary>
    public TokenTable? WholePieces { get; init; }

    /// <summary>The id for characters without a token; -1: they vanish.</summary>
    public int UnknownToken { get; init; } = -1;

    /// <summary>Whether neighbouring unknown characters share one <see cref="UnknownToken"/>.</summary>
    public bool FuseUnknown { get; init; }

    public override void Encode(ReadOnlySpan<byte> piece, WordCache cache, ref IdBuffer ids)
    {
        if (!SpacesAreMarked || piece.IndexOf(SpaceMark.Utf8) < 0)
        {
            EncodeParts(piece, cache, ref ids);
            return;
        }
        byte[] rented = ArrayPool<byte>.Shared.Rent(piece.Length);
        try
        {
            EncodeParts(rented.AsSpan(0, SpaceMark.CopyAsSpaces(piece, rented)), cache, ref ids);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private void EncodeParts(ReadOnlySpan<byte> text, WordCache cache, ref IdBuffer ids)
    {
        for (int start = 0; start < text.Length;)
        {
            int end = boundaries.EndOfPart(text, start);
            EncodePart(text[start..end], cache, ref ids);
            start = end;
        }
    }

    private void EncodePart(ReadOnlySpan<byte> part, WordCache cache, ref IdBuffer ids)
    {
        if (part.Length > WordCache.LongestWord)
        {
            EncodeUncached(part, ref ids);
            return;
        }
        (ulong low, ulong high) = WordCache.Key(part);
        if (cache.TryAppend(low, high, ref ids)) return;
        int before = ids.Count;
        EncodeUncached(part, ref ids);
        cache.Set(low, high, ids.Ids[before..]);
    }

    private void EncodeUncached(ReadOnlySpan<byte> part, ref IdBuffer ids)
    {
        if (WholePieces is not null && WholePieces.TryGetId(part, out int whole)) ids.Add(whole);
        else if (part.Length <= BpeMerger.LongestScanned)
        {
            Span<int> tokens = stackalloc int[part.Length];
            ids.AddRange(tokens[..Merged(part, tokens)]);
        }
        else
        {
            int[] rented = ArrayPool<int>.Shared.Rent(part.Length);
            try
            {
                ids.AddRange(rented.AsSpan(0, Merged(part, rented)));
            }
            finally
            {
                ArrayPool<int>.Shared.Return(rented);
            }
        }
    }

    private int Merged(ReadOnlySpan<byte> part, Span<int> tokens) => BpeMerger.Merge(tokens[..ToTokens(part, tokens)], merges);

    /// <summary>The tokens to begin with. An unknown one waits until a known character or the end, also behind byte tokens that come after
    /// it: so does Hugging Face's library.</summary>
    private int ToTokens(ReadOnlySpan<byte> part, Span<int> tokens)
    {
        int count = 0;
        bool unknown = false;
        for (int i = 0, length; i < part.Length; i += length)
        {
            int token = characters.Find(part, i, out length);
            if (token >= 0)
            {
                if (unknown) tokens[count++] = UnknownToken;
                unknown = false;
                tokens[count++] = token;
            }
            else if (HaveTokens(part.Slice(i, length)))
            {
                foreach (byte value in part.Slice(i, length)) tokens[count++] = ByteTokens[value];
            }
            else if (UnknownToken >= 0)
            {
                if (unknown && !FuseUnknown) tokens[count++] = UnknownToken;
                unknown = true;
            }
        }
        if (unknown) tokens[count++] = UnknownToken;
        return count;
    }

    private bool HaveTokens(ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
            if (ByteTokens[value] < 0) return false;
        return true;
    }
}
