using System.Runtime.CompilerServices;
using System.Text;
using EdgeAgent.Tokenizers.Unicode;

namespace EdgeAgent.Tokenizers.PreTokenizers.Patterns;

/// <summary>UTF-8; a byte that is none counts as U+FFFD.</summary>
internal readonly struct Utf8Text : IPatternText
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Decode(ReadOnlySpan<byte> text, int at, out int length)
    {
        int first = text[at];
        if (first >= 0x80) return DecodeLong(text[at..], out length);
        length = 1;
        return first;
    }

    public static int LengthBefore(ReadOnlySpan<byte> text, int at)
        => text[at - 1] < 0x80 || Rune.DecodeLastFromUtf8(text[..at], out _, out int length) != System.Buffers.OperationStatus.Done ? 1 : length;

    public static CodePointRanges Translate(CodePointRanges characters) => characters;

    public static void AddFirstBytes(CodePointRanges characters, bool[] bytes)
    {
        foreach ((int first, int last) in characters.Ranges) bytes.AsSpan()[FirstByte(first)..(FirstByte(last) + 1)].Fill(true);
        if (characters.Contains(Rune.ReplacementChar.Value)) bytes.AsSpan(0x80).Fill(true);
    }

    private static int DecodeLong(ReadOnlySpan<byte> text, out int length)
    {
        if (Rune.DecodeFromUtf8(text, out Rune rune, out length) == System.Buffers.OperationStatus.Done) return rune.Value;
        length = 1;
        return Rune.ReplacementChar.Value;
    }

    private static int FirstByte(int c) => c switch
    {
        < 0x80 => c,
        < 0x800 => 0xC0 | (c >> 6),
        < 0x10000 => 0xE0 | (c >> 12),
        _ => 0xF0 | (c >> 18),
    };
}
