using System.Buffers.Binary;
using System.Text.Unicode;

namespace EdgeAgent.Tokenizers.Normalizers;

/// <summary>SentencePiece's <c>precompiled_charsmap</c>: short texts, and what each becomes. Immutable.</summary>
/// <remarks>
/// The number of bytes of a double-array trie, its units of 32 bits, then the replacements, each ended by a zero byte. A unit that leads to
/// children has their offset in its upper bits and the byte that leads to itself in the lowest; bit 8 says that a value stands at its
/// offset: where the replacement begins. Sources: sentencepiece's normalizer.cc, darts-clone's darts.h.
/// </remarks>
internal sealed class PrecompiledMap
{
    private readonly uint[] _units;
    private readonly byte[] _replacements;

    private PrecompiledMap(uint[] units, byte[] replacements) => (_units, _replacements) = (units, replacements);

    /// <summary>Reads a map; null if the bytes are none.</summary>
    public static PrecompiledMap? TryRead(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < sizeof(uint)) return null;
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        bytes = bytes[sizeof(uint)..];
        if (size == 0 || size % sizeof(uint) != 0 || size > bytes.Length || !Utf8.IsValid(bytes[(int)size..])) return null;
        var units = new uint[size / sizeof(uint)];
        for (int i = 0; i < units.Length; i++) units[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(i * sizeof(uint))..]);
        byte[] replacements = bytes[(int)size..].ToArray();
        for (int i = 0; i < units.Length; i++)
            if (IsNode(units[i]) && HasValue(units[i]) && !IsSound(units, i, replacements)) return null;
        return new(units, replacements);
    }

    /// <summary>The replacement of the shortest beginning of a text that has one.</summary>
    public bool TryFindShortest(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> replacement) => Find(text, longest: false, out replacement) > 0;

    /// <summary>The length of the longest beginning of a text that has a replacement, and that; 0 if none has one.</summary>
    public int FindLongest(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> replacement) => Find(text, longest: true, out replacement);

    private int Find(ReadOnlySpan<byte> text, bool longest, out ReadOnlySpan<byte> replacement)
    {
        int found = 0;
        uint value = 0, at = Offset(_units[0]);
        for (int i = 0; i < text.Length && text[i] != 0; i++)
        {
            at ^= text[i];
            if (at >= (uint)_units.Length || (_units[at] & 0x8000_00FF) != text[i]) break;   // not this byte's node
            uint unit = _units[at];
            at ^= Offset(unit);
            if (!HasValue(unit)) continue;
            (found, value) = (i + 1, Value(_units[at]));
            if (!longest) break;
        }
        replacement = found == 0 ? default : Replacement((int)value);
        return found;
    }

    private ReadOnlySpan<byte> Replacement(int start)
    {
        ReadOnlySpan<byte> rest = _replacements.AsSpan(start);
        int end = rest.IndexOf((byte)0);
        return end < 0 ? rest : rest[..end];
    }

    /// <summary>Whether the value of a node is there, and where a replacement can begin.</summary>
    private static bool IsSound(uint[] units, int node, byte[] replacements)
    {
        uint at = (uint)node ^ Offset(units[node]);
        if (at >= (uint)units.Length) return false;
        uint value = Value(units[at]);
        return value <= (uint)replacements.Length && (value == replacements.Length || (replacements[value] & 0xC0) != 0x80);
    }

    private static bool IsNode(uint unit) => unit >> 31 == 0;

    private static bool HasValue(uint unit) => (unit & 0x100) != 0;

    private static uint Value(uint unit) => unit & 0x7FFF_FFFF;

    private static uint Offset(uint unit) => (unit >> 10) << (int)((unit & 0x200) >> 6);
}
