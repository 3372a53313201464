using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace EdgeAgent.Tokenizers.Bpe;

/// <summary>The hash of the tables here: multiply and fold. Seeded a process, so that no file can choose its collisions.</summary>
internal static class ByteHash
{
    private const ulong Multiplier = 0x9E37_79B9_7F4A_7C15;   // 2^64 / golden ratio, odd
    private static readonly ulong s_seed = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8));

    /// <summary>The seed, for a loop to keep at hand: a method compiled before this class is ready asks each time whether it is.</summary>
    public static ulong Seed => s_seed;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Of(ulong a, ulong b, ulong seed)
    {
        ulong high = Math.BigMul(a ^ seed, b ^ Multiplier, out ulong low);
        return (uint)((high ^ low) * Multiplier >> 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Of(ulong key)
    {
        ulong high = Math.BigMul(key ^ s_seed, Multiplier, out ulong low);
        return (uint)(high ^ low ^ (low >> 32));
    }

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        ulong state = (uint)bytes.Length * Multiplier;
        while (bytes.Length >= 8)
        {
            state = Mix(state, MemoryMarshal.Read<ulong>(bytes));
            bytes = bytes[8..];
        }
        ulong tail = 0;
        for (int i = 0; i < bytes.Length; i++) tail |= (ulong)bytes[i] << (8 * i);
        return (uint)(Mix(state, tail) >> 16);
    }

    private static ulong Mix(ulong state, ulong word)
    {
        ulong high = Math.BigMul(state ^ s_seed, word ^ Multiplier, out ulong low);
        return high ^ low ^ (state << 23);
    }
}
