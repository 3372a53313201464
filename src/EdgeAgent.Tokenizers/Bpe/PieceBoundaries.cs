using System.Runtime.CompilerServices;

namespace EdgeAgent.Tokenizers.Bpe;

/// <summary>Where a text falls into parts that no merge can join, so that each may be merged by itself and remembered.</summary>
/// <remarks>
/// Every token longer than a character comes from a merge, and a merge whose tokens meet between two characters has a left token that ends
/// with the one and a right token that begins with the other. Between bytes at which no left and right token of any merge meet, no
/// token can therefore lie across, and merging on one side never looks at the other. A table of the 65,536 pairs of bytes, the same for
/// all texts. Immutable.
/// </remarks>
internal sealed class PieceBoundaries
{
    private readonly byte[] _joins = new byte[1 << 16];   // by a byte and the next: 1 where they may come to lie in one token

    private PieceBoundaries()
    {
        for (int pair = 0; pair < _joins.Length; pair++)
            if ((pair & 0xC0) == 0x80) _joins[pair] = 1;   // within a character
    }

    /// <summary>The boundaries that the merges prove.</summary>
    /// <param name="merges">The merges.</param>
    /// <param name="size">The highest id plus one.</param>
    /// <param name="form">A token's bytes as the model sees them in texts.</param>
    public static PieceBoundaries Prove(MergeTable merges, int size, Func<int, byte[]> form)
    {
        var boundaries = new PieceBoundaries();
        var ends = new (byte First, byte Last, bool Known)[size];
        foreach ((int left, int right) in merges.Pairs())
            boundaries._joins[(Ends(left).Last << 8) | Ends(right).First] = 1;
        return boundaries;

        (byte First, byte Last, bool Known) Ends(int id)
        {
            if (ends[id].Known) return ends[id];
            byte[] bytes = form(id);
            return ends[id] = bytes.Length == 0 ? ((byte)0, (byte)0, true) : (bytes[0], bytes[^1], true);
        }
    }

    /// <summary>No boundary at all.</summary>
    public static PieceBoundaries None()
    {
        var boundaries = new PieceBoundaries();
        Array.Fill(boundaries._joins, (byte)1);
        return boundaries;
    }

    /// <summary>Makes every place before a space a boundary, whatever the merges say: Metaspace with <c>split</c>.</summary>
    public PieceBoundaries SplitBeforeSpaces()
    {
        for (int before = 0; before < 256; before++) _joins[(before << 8) | ' '] = 0;
        return this;
    }

    /// <summary>Where the part ends that begins at <paramref name="start"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int EndOfPart(ReadOnlySpan<byte> text, int start)
    {
        byte[] joins = _joins;
        int previous = text[start];
        for (int i = start + 1; i < text.Length; i++)
        {
            int next = text[i];
            if (joins[(previous << 8) | next] == 0) return i;
            previous = next;
        }
        return text.Length;
    }
}
