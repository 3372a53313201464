using EdgeAgent.Tokenizers.PreTokenizers.Patterns;
using EdgeAgent.Tokenizers.Unicode;

namespace EdgeAgent.Tokenizers.Json;

/// <summary>What the pre-tokenizers without a pattern of their own look for.</summary>
internal static class PreTokenizerSets
{
    // The library's table of punctuation is of Unicode 8: it was asked about every code point.
    private static readonly (int First, int Last)[] s_newPunctuation =
    [
        (0x61D, 0x61D), (0x9FD, 0x9FD), (0xA76, 0xA76), (0xC77, 0xC77), (0xC84, 0xC84), (0x1B4E, 0x1B4F), (0x1B7D, 0x1B7F),
        (0x2E43, 0x2E4F), (0x2E52, 0x2E5D), (0x10D6E, 0x10D6E), (0x10EAD, 0x10EAD), (0x10F55, 0x10F59), (0x10F86, 0x10F89),
        (0x113D4, 0x113D5), (0x113D7, 0x113D8), (0x1144B, 0x1144F), (0x1145A, 0x1145B), (0x1145D, 0x1145D), (0x11660, 0x1166C),
        (0x116B9, 0x116B9), (0x1183B, 0x1183B), (0x11944, 0x11946), (0x119E2, 0x119E2), (0x11A3F, 0x11A46), (0x11A9A, 0x11A9C),
        (0x11A9E, 0x11AA2), (0x11B00, 0x11B09), (0x11BE1, 0x11BE1), (0x11C41, 0x11C45), (0x11C70, 0x11C71), (0x11EF7, 0x11EF8),
        (0x11F43, 0x11F4F), (0x11FFF, 0x11FFF), (0x12FF1, 0x12FF2), (0x16D6D, 0x16D6F), (0x16E97, 0x16E9A), (0x16FE2, 0x16FE2),
        (0x1E5FF, 0x1E5FF), (0x1E95E, 0x1E95F),
    ];

    // Punctuation then, no longer now; and what ASCII has beside.
    private static readonly (int First, int Last)[] s_otherPunctuation =
        [(0x166D, 0x166D), (0x111C9, 0x111C9), ('!', '/'), (':', '@'), ('[', '`'), ('{', '~')];

    /// <summary>Of <c>Punctuation</c> and <c>BertPreTokenizer</c>.</summary>
    public static CodePointRanges Punctuation { get; } = UnicodeProperties.Find("P")!.And(CodePointRanges.Of(s_newPunctuation).Not())
        .Or(CodePointRanges.Of(s_otherPunctuation));

    /// <summary>Of <c>Digits</c>.</summary>
    public static CodePointRanges Digits { get; } = CodePointRanges.Of(Enumerable.Range(0, 0x20000)
        .Where(static c => (CodePointClasses.Of(c) & CodePointClass.Digit) != 0).Select(static c => (c, c)));

    /// <summary><c>\w+|[^\w\s]+</c>, of <c>Whitespace</c>, with the classes of Rust's regex crate.</summary>
    public static PatternNode Words { get; } = new AlternativesNode([
        Run(UnicodeProperties.RustWord), Run(UnicodeProperties.RustWord.Or(UnicodeProperties.Space).Not())]);

    private static RepeatNode Run(CodePointRanges characters) => new(new CharacterNode(characters), 1, int.MaxValue, RepeatMode.Possessive);
}
