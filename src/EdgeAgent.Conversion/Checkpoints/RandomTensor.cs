using System.Buffers.Binary;

namespace EdgeAgent.Conversion.Checkpoints;

/// <summary>Random 4-bit blocks (Q4_0). A block depends on seed, name and place only, so rows come out the same in any order.</summary>
internal sealed class RandomTensor(string name, long rows, long columns, long seed)
    : WeightTensor(name, WeightEncoding.Q4_0, rows, columns, "a random model")
{
    // Sixteen equally likely integers around 8, of a bell shape without a tail; their deviation is sqrt(7.5).
    private static ReadOnlySpan<byte> Levels => [3, 4, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 12, 13];

    private static readonly byte[] Pairs =
        [.. Enumerable.Range(0, 256).Select(static random => (byte)(Levels[random & 15] | (Levels[random >> 4] << 4)))];

    private readonly ulong _key = Hash(name) ^ Mix((ulong)seed);

    // Logits of a spread of about 2, so that most steps have a clear winner; elsewhere a matrix that keeps the size of its input.
    private readonly float _scale = (name is TensorNames.Embedding or TensorNames.Head ? 2f : 1f) / MathF.Sqrt(columns) / MathF.Sqrt(7.5f);

    public override void ReadRows(long first, Span<byte> rows)
    {
        BlockLayout layout = BlockLayout.Of(WeightEncoding.Q4_0);
        int size = layout.Bytes;
        ulong index = (ulong)(first * (Columns / layout.Numbers)) * 3;
        for (; rows.Length > 0; rows = rows[size..])
        {
            float spread = 0.75f + (Mix(_key + index++) >> 40) * (0.5f / (1 << 24));
            BinaryPrimitives.WriteHalfLittleEndian(rows, (Half)(_scale * spread));
            BinaryPrimitives.WriteUInt64LittleEndian(rows[2..], Mix(_key + index++));
            BinaryPrimitives.WriteUInt64LittleEndian(rows[10..], Mix(_key + index++));
            foreach (ref byte pair in rows.Slice(2, 16)) pair = Pairs[pair];
        }
    }

    // The finalizer of SplitMix64 (Steele, Lea, Flood 2014): a good hash of a counter.
    private static ulong Mix(ulong x)
    {
        x += 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }

    // FNV-1a of the name: string.GetHashCode differs from run to run.
    private static ulong Hash(string text)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (char c in text) hash = (hash ^ c) * 0x100000001B3;
        return hash;
    }
}
