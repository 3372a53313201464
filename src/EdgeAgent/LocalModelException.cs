namespace EdgeAgent;

/// <summary>A request that the local model cannot take, or a package it cannot serve: what is wrong, where, and how to mend it.</summary>
/// <remarks>The <see cref="Code"/> is stable and has a section in docs/errors.md; the wording is not.</remarks>
public sealed class LocalModelException : Exception
{
    internal LocalModelException(string code, string what, string where, string fix, Exception? inner = null)
        : base($"{what} Where: {where}. Fix: {fix} [{code}]", inner) => (Code, What, Where, Fix) = (code, what, where, fix);

    /// <summary>Stable id of the error, <c>EA55xx</c>.</summary>
    public string Code { get; }

    /// <summary>What was wrong, as a sentence.</summary>
    public string What { get; }

    /// <summary>The place: an option of the request, a message, a file of the package.</summary>
    public string Where { get; }

    /// <summary>What to do about it, as a sentence.</summary>
    public string Fix { get; }
}
