namespace EdgeAgent.Grammar;

/// <summary>A grammar that cannot be compiled: what is wrong, where, and how to mend it.</summary>
/// <remarks>The <see cref="Code"/> is stable and has a section in docs/errors.md; the wording is not.</remarks>
public sealed class GrammarException : Exception
{
    internal GrammarException(string code, string what, string where, string fix, Exception? inner = null)
        : base($"{what} Where: {where}. Fix: {fix} [{code}]", inner) => (Code, What, Where, Fix) = (code, what, where, fix);

    /// <summary>Stable id of the error, <c>EA11xx</c>.</summary>
    public string Code { get; }

    /// <summary>What was wrong, as a sentence; for a keyword with the reason why it cannot be enforced.</summary>
    public string What { get; }

    /// <summary>The place: the tool, where there is one, and the JSON pointer of the keyword.</summary>
    public string Where { get; }

    /// <summary>What to do about it, as a sentence.</summary>
    public string Fix { get; }
}
