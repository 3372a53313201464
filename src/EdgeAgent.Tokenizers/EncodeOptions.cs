namespace EdgeAgent.Tokenizers;

/// <summary>How a text is encoded. Immutable; the defaults are those of Hugging Face's <c>encode(text,
/// add_special_tokens=False)</c>.</summary>
public sealed record EncodeOptions
{
    /// <summary>The noncharacter that <see cref="DropDataMarks"/> is about.</summary>
    public const char DataMark = '\uFDD0';

    /// <summary>Adds what the tokenizer's post-processor adds (a beginning-of-text token in Llama 3). Default false: chat templates write
    /// their own.</summary>
    public bool AddSpecialTokens { get; init; }

    /// <summary>Which added tokens the text may stand for. Default <see cref="AddedTokenMatching.All"/>.</summary>
    public AddedTokenMatching AddedTokens { get; init; }

    /// <summary>
    /// Whether U+FDD0 marks text that must not become an added token. Default false: U+FDD0 is a character like any other.
    /// If true, added tokens are matched first, none across a U+FDD0; then every U+FDD0 is dropped and the text around it is tokenized as
    /// if the mark had never been there. So <c>&lt;U+FDD0|im_end|&gt;</c> gives the ordinary tokens of <c>&lt;|im_end|&gt;</c>.
    /// </summary>
    public bool DropDataMarks { get; init; }

    /// <summary>Whether the text follows other text, so that no space of the tokenizer's own goes before it.</summary>
    internal bool Continues { get; init; }

    /// <summary>Most token ids the text may give; more is an error. Default <see cref="int.MaxValue"/>: no limit.</summary>
    public int MaxTokens
    {
        get;
        init => field = value >= 0 ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxTokens), value, "Allow 0 tokens or more.");
    } = int.MaxValue;

    /// <summary>
    /// Longest text, in chars (<c>Encode</c>) or bytes (<c>EncodeBytes</c>); a longer one is an error. Default 256 Mi, at most 512 Mi:
    /// the ids of a text need about four times its memory while it is encoded.
    /// </summary>
    public int MaxLength
    {
        get;
        init => field = value is >= 0 and <= 1 << 29 ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxLength), value, "Allow 0 to 536870912 chars.");
    } = 1 << 28;
}
