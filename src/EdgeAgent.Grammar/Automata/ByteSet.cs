using System.Numerics;
using System.Runtime.CompilerServices;

namespace EdgeAgent.Grammar.Automata;

/// <summary>A set of bytes: 256 bits.</summary>
[InlineArray(4)]
internal struct ByteSet
{
    private ulong _first;

    /// <summary>Every byte.</summary>
    public static ByteSet All
    {
        get
        {
            ByteSet set = default;
            for (int i = 0; i < 4; i++) set[i] = ulong.MaxValue;
            return set;
        }
    }

    public readonly bool Has(byte b) => (this[b >> 6] >> (b & 63) & 1) != 0;

    public void Add(byte b) => this[b >> 6] |= 1UL << (b & 63);

    public void Add(ReadOnlySpan<byte> bytes)
    {
        foreach (byte b in bytes) Add(b);
    }

    public void Add(in ByteSet other)
    {
        for (int i = 0; i < 4; i++) this[i] |= other[i];
    }

    /// <summary>Adds bytes, and says whether some of them were not there.</summary>
    public bool Grow(in ByteSet other)
    {
        bool grew = false;
        for (int i = 0; i < 4; i++)
        {
            grew |= (other[i] & ~this[i]) != 0;
            this[i] |= other[i];
        }
        return grew;
    }

    /// <summary>The smallest byte of the set, which is taken out; -1 where it is empty.</summary>
    public int Take()
    {
        for (int i = 0; i < 4; i++)
        {
            ulong word = this[i];
            if (word == 0) continue;
            this[i] = word & (word - 1);
            return (i << 6) | BitOperations.TrailingZeroCount(word);
        }
        return -1;
    }
}
