namespace EdgeAgent.Tokenizers;

/// <summary>A tokenizer file, or a text given to a tokenizer, that cannot be used as it is: what is wrong, where, and how to mend
/// it.</summary>
/// <remarks>The <see cref="Code"/> is stable and has a section in docs/errors.md; the wording is not.</remarks>
public sealed class TokenizerException : Exception
{
    internal TokenizerException(string code, string what, string where, string fix, Exception? inner = null)
        : base($"{what} Where: {where}. Fix: {fix} [{code}]", inner) => (Code, What, Where, Fix) = (code, what, where, fix);

    /// <summary>Stable id of the error, <c>EA3xxx</c>.</summary>
    public string Code { get; }

    /// <summary>What was wrong, as a sentence.</summary>
    public string What { get; }

    /// <summary>The place: a JSON pointer into tokenizer.json, a GGUF metadata key, a byte offset, or the text that was given.</summary>
    public string Where { get; }

    /// <summary>What to do about it, as a sentence.</summary>
    public string Fix { get; }
}
