namespace EdgeAgent.Tokenizers;

/// <summary>A token that is matched whole in the text before anything else happens to it, such as <c>&lt;|im_start|&gt;</c>.</summary>
/// <remarks>Field by field the entry of <c>added_tokens</c> in a Hugging Face tokenizer.json. Immutable.</remarks>
public sealed record AddedToken
{
    /// <summary>The text that stands for the token.</summary>
    public required string Content { get; init; }

    /// <summary>The token id.</summary>
    public required int Id { get; init; }

    /// <summary>Whether the token is structure rather than text: decoding can leave it out. Tool tags often are not special.</summary>
    public bool IsSpecial { get; init; }

    /// <summary>Matches only where no word character stands directly before or after it.</summary>
    public bool SingleWord { get; init; }

    /// <summary>Swallows the white space before it.</summary>
    public bool LeftStrip { get; init; }

    /// <summary>Swallows the white space after it.</summary>
    public bool RightStrip { get; init; }

    /// <summary>Is looked for in the normalized text, after all tokens that are not normalized.</summary>
    public bool Normalized { get; init; }
}
