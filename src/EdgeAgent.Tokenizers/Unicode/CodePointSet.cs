using System.Runtime.CompilerServices;

namespace EdgeAgent.Tokenizers.Unicode;

/// <summary>A set of code points to look into quickly: a bit for each, equal blocks of 256 kept once. Immutable.</summary>
internal sealed class CodePointSet
{
    private const int BlockBits = 8, WordsPerBlock = (1 << BlockBits) / 64;

    private readonly ushort[] _blocks = new ushort[(CodePointRanges.Last + 1) >> BlockBits];   // by the high bits: which block
    private readonly ulong[] _bits;

    public CodePointSet(CodePointRanges ranges)
    {
        Ranges = ranges;
        var bits = new List<ulong>();
        var known = new Dictionary<(ulong, ulong, ulong, ulong), ushort>();
        using IEnumerator<(int First, int Last)> walk = ranges.Ranges.GetEnumerator();
        bool more = walk.MoveNext();
        Span<ulong> block = stackalloc ulong[WordsPerBlock];
        for (int b = 0; b < _blocks.Length; b++)
        {
            int first = b << BlockBits, last = first + (1 << BlockBits) - 1;
            block.Clear();
            while (more && walk.Current.First <= last)
            {
                Fill(block, Math.Max(walk.Current.First, first) - first, Math.Min(walk.Current.Last, last) - first);
                if (walk.Current.Last > last) break;
                more = walk.MoveNext();
            }
            var key = (block[0], block[1], block[2], block[3]);
            if (!known.TryGetValue(key, out _blocks[b]))
            {
                _blocks[b] = known[key] = (ushort)(bits.Count / WordsPerBlock);
                bits.AddRange(block);
            }
        }
        _bits = [.. bits];
    }

    /// <summary>What is in it.</summary>
    public CodePointRanges Ranges { get; }

    /// <summary>Whether a code point is in it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Contains(int codePoint)
    {
        int word = _blocks[codePoint >> BlockBits] * WordsPerBlock + ((codePoint >> 6) & (WordsPerBlock - 1));
        return ((_bits[word] >> codePoint) & 1) != 0;
    }

    private static void Fill(Span<ulong> block, int first, int last)
    {
        for (int i = first; i <= last; i++) block[i >> 6] |= 1UL << i;
    }
}
