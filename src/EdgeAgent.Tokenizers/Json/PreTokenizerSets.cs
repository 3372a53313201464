using EdgeAgent.Tokenizers.PreTokenizers.Patterns;
using EdgeAgent.Tokenizers.Unicode;

namespace EdgeAgent.Tokenizers.Json;

/// <summary>What the pre-tokenizers without a pattern of their own look for.</summary>
internal static class PreTokenizerSets
{
    /// <summary>Of <c>Punctuation</c> and <c>BertPreTokenizer</c>.</summary>
    public static CodePointRanges Punctuation { get; } = UnicodeProperties.Find("P")!.Or(CodePointRanges.Of(
        [('!', '/'), (':', '@'), ('[', '`'), ('{', '~')]));

    /// <summary>Of <c>Digits</c>.</summary>
    public static CodePointRanges Digits { get; } = CodePointRanges.Of(Enumerable.Range(0, 0x20000)
        .Where(static c => (CodePointClasses.Of(c) & CodePointClass.Digit) != 0).Select(static c => (c, c)));

    /// <summary><c>\w+|[^\w\s]+</c>, of <c>Whitespace</c>, with the classes of Rust's regex crate.</summary>
    public static PatternNode Words { get; } = new AlternativesNode([
        Run(UnicodeProperties.RustWord), Run(UnicodeProperties.RustWord.Or(UnicodeProperties.Space).Not())]);

    private static RepeatNode Run(CodePointRanges characters) => new(new CharacterNode(characters), 1, int.MaxValue, RepeatMode.Possessive);
}
