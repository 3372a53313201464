using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace EdgeAgent.Tokenizers.Bpe;

/// <summary>BPE that begins with characters, as SentencePiece trains it; a character without a token becomes its bytes' tokens or the
/// unknown one.</summary>
/// <remarks>
/// Equals Hugging Face's <c>BPE</c> with dropout off, prefix and suffix empty. A piece may be a whole book: it is cut where its vocabulary
/// proves that no merge reaches across (<see cref="PieceBoundaries"/>). The hot loops are compiled for speed at once: few texts are long
/// enough to wait for the runtime to find them hot.
/// </remarks>
internal sealed partial class CharacterBpeModel(MergeTable merges, CharacterTable characters, PieceBoundaries boundaries) : MarkedPieceModel
{
    private readonly int[] _ascii = [.. Enumerable.Range(0, 128).Select(value => characters.Find([(byte)value], 0, out _))];
    private readonly int[] _asciiPairRanks = AsciiPairRanks(merges, characters);   // the rank of two neighbouring letters: half of all look-ups

    /// <summary>By byte: its token, or -1. A character becomes byte tokens only if each of its bytes has one.</summary>
    public required int[] ByteTokens { get; init; }

    /// <summary>Every token in the form that texts have here, where a whole piece that is a token stays whole whatever the merges say; else
    /// null.</summary>
    public TokenTable? WholePieces { get; init; }

    /// <summary>The id for characters without a token; -1: they vanish.</summary>
    public int UnknownToken { get; init; } = -1;

    /// <summary>Whether neighbouring unknown characters share one <see cref="UnknownToken"/>.</summary>
    public bool FuseUnknown { get; init; }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void EncodeParts(ReadOnlySpan<byte> text, WordCache cache, ref IdBuffer ids)
    {
        for (int start = 0; start < text.Length;)
        {
            int end = boundaries.EndOfPart(text, start);
            // About half of all parts: punctuation, digits, letters that merge with nothing beside them.
            if (end == start + 1 && text[start] < 0x80 && _ascii[text[start]] is >= 0 and int id) ids.Add(id);
            else EncodeCached(text[start..end], cache, ref ids);
            start = end;
        }
    }

    public override void EncodeUncached(ReadOnlySpan<byte> part, ref IdBuffer ids)
    {
        if (WholePieces is not null && WholePieces.TryGetId(part, out int whole)) ids.Add(whole);
        else if (part.Length > BpeMerger.LongestScanned) EncodeLong(part, ref ids);
        else if (!TryEncodeAscii(part, ref ids))
        {
            Span<int> tokens = stackalloc int[part.Length];
            ids.AddRange(tokens[..BpeMerger.Merge(tokens[..ToTokens(part, tokens)], merges)]);
        }
    }

    /// <summary>The usual case; false if there is another character, or one without a token.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryEncodeAscii(ReadOnlySpan<byte> part, ref IdBuffer ids)
    {
        if (!System.Text.Ascii.IsValid(part)) return false;
        Span<int> tokens = stackalloc int[part.Length];
        Span<int> ranks = stackalloc int[part.Length];
        int last = part.Length - 1, all = tokens[last] = _ascii[part[last]];
        for (int i = 0; i < last; i++)
        {
            all |= tokens[i] = _ascii[part[i]];
            ranks[i] = _asciiPairRanks[(part[i] << 7) | part[i + 1]];
        }
        if (all < 0) return false;
        ids.AddRange(tokens[..BpeMerger.MergeByScanning(tokens, ranks, new TableRanks(merges))]);
        return true;
    }

    private void EncodeLong(ReadOnlySpan<byte> part, ref IdBuffer ids)
    {
        int[] rented = ArrayPool<int>.Shared.Rent(part.Length);
        try
        {
            Span<int> tokens = rented.AsSpan(0, ToTokens(part, rented));
            ids.AddRange(tokens[..BpeMerger.Merge(tokens, merges)]);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(rented);
        }
    }

    /// <summary>The tokens to begin with. An unknown one waits until a known character or the end, also behind byte tokens that come after
    /// it: so does Hugging Face's library.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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

    private static int[] AsciiPairRanks(MergeTable merges, CharacterTable characters)
    {
        var ranks = new int[1 << 14];
        for (int pair = 0; pair < ranks.Length; pair++)
        {
            int left = characters.Find([(byte)(pair >> 7)], 0, out _), right = characters.Find([(byte)(pair & 0x7F)], 0, out _);
            ranks[pair] = left < 0 || right < 0 ? MergeTable.NoMerge : merges.Rank(left, right);
        }
        return ranks;
    }

    private bool HaveTokens(ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
            if (ByteTokens[value] < 0) return false;
        return true;
    }
}
