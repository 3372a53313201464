namespace EdgeAgent.Testing;

/// <summary>A test that fails, or that cannot run as it is: a request other than the recorded one, a turn that went otherwise, a damaged
/// transcript.</summary>
/// <remarks>Every test framework reports an exception, so this package needs none. The <see cref="Code"/> is stable and has a section in
/// docs/errors.md; the wording is not.</remarks>
public sealed class AgentTestException : Exception
{
    internal AgentTestException(string code, string what, string where, string fix, Exception? inner = null)
        : base($"{what} Where: {where}. Fix: {fix} [{code}]", inner) => (Code, What, Where, Fix) = (code, what, where, fix);

    /// <summary>Stable id of the error, <c>EA69xx</c>.</summary>
    public string Code { get; }

    /// <summary>What was wrong; for a request or a turn that went otherwise, line by line.</summary>
    public string What { get; }

    /// <summary>The place: a line of a transcript, a request, a turn.</summary>
    public string Where { get; }

    /// <summary>What to do about it, as a sentence.</summary>
    public string Fix { get; }
}
