namespace EdgeAgent.Agents;

/// <summary>An agent, tool or conversation that cannot be used as it is: what is wrong, where, and how to mend it.</summary>
/// <remarks>
/// Thrown for mistakes of the program (a tool that cannot be described, an approval of another call). What a model or a handler
/// does wrong is no exception: the model reads a short error, the caller a <see cref="ToolCallFailed"/> event.
/// The <see cref="Code"/> is stable and has a section in docs/errors.md; the wording is not.
/// </remarks>
public class AgentException : Exception
{
    internal AgentException(string code, string what, string where, string fix, Exception? inner = null)
        : base($"{what} Where: {where}. Fix: {fix} [{code}]", inner) => (Code, What, Where, Fix) = (code, what, where, fix);

    /// <summary>Stable id of the error, <c>EA6xxx</c>.</summary>
    public string Code { get; }

    /// <summary>What was wrong, as a sentence.</summary>
    public string What { get; }

    /// <summary>The place: a tool, a parameter, a message of a conversation.</summary>
    public string Where { get; }

    /// <summary>What to do about it, as a sentence.</summary>
    public string Fix { get; }
}
