using EdgeAgent.Tokenizers.Bpe;
using EdgeAgent.Tokenizers.Unicode;

namespace EdgeAgent.Tokenizers.PreTokenizers.Patterns;

/// <summary>A text that <c>ByteLevel</c> has made: every byte is a printable character.</summary>
internal readonly struct ByteLevelText : IPatternText
{
    public static int Decode(ReadOnlySpan<byte> text, int at, out int length)
    {
        length = 1;
        return text[at];
    }

    public static int LengthBefore(ReadOnlySpan<byte> text, int at) => 1;

    public static CodePointRanges Translate(CodePointRanges characters) => CodePointRanges.Of(Enumerable.Range(0, 256)
        .Where(value => characters.Contains(ByteLevelAlphabet.Character((byte)value))).Select(static value => (value, value)));

    public static void AddFirstBytes(CodePointRanges characters, bool[] bytes)
    {
        foreach ((int first, int last) in characters.Ranges) bytes.AsSpan()[first..(last + 1)].Fill(true);
    }
}
