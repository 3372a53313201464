namespace EdgeAgent.Tokenizers;

/// <summary>Which added tokens a text may stand for.</summary>
public enum AddedTokenMatching
{
    /// <summary>All of them: <c>&lt;|im_end|&gt;</c> in the text becomes its single id, as Hugging Face's library does by
    /// default.</summary>
    All,

    /// <summary>Only those that are not special; the text of a special one is ordinary text.</summary>
    NonSpecial,

    /// <summary>None: every text is ordinary text.</summary>
    None,
}
