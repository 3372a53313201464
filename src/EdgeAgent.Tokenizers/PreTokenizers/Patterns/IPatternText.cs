using EdgeAgent.Tokenizers.Unicode;

namespace EdgeAgent.Tokenizers.PreTokenizers.Patterns;

/// <summary>What the bytes of a text mean as characters: the matcher is compiled for each kind.</summary>
internal interface IPatternText
{
    /// <summary>The character at an offset, as sets made by <see cref="Translate"/> know it, and its length in bytes.</summary>
    static abstract int Decode(ReadOnlySpan<byte> text, int at, out int length);

    /// <summary>The length in bytes of the character before an offset, which is not 0.</summary>
    static abstract int LengthBefore(ReadOnlySpan<byte> text, int at);

    /// <summary>A set of characters as <see cref="Decode"/> gives them.</summary>
    static abstract CodePointRanges Translate(CodePointRanges characters);

    /// <summary>Notes the bytes that characters of a translated set begin with.</summary>
    static abstract void AddFirstBytes(CodePointRanges characters, bool[] bytes);
}
