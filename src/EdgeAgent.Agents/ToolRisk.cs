namespace EdgeAgent.Agents;

/// <summary>What a wrong call of a tool could do. <see cref="AgentOptions.RiskPolicy"/> says what must happen before it.</summary>
/// <remarks>
/// Three levels, because there are three answers to "what if the model was wrong": nothing happened, the next call mends it, it cannot be
/// mended. Ordered: of two words the greater is the stricter.
/// </remarks>
public enum ToolRisk
{
    /// <summary>Nobody said.</summary>
    Unspecified,

    /// <summary>Changes nothing: reads a sensor, looks something up. So it may run again after a failure, and beside others.</summary>
    ReadOnly,

    /// <summary>Changes what another call changes back: a lamp, a temperature.</summary>
    Reversible,

    /// <summary>Cannot be taken back, or reaches other people: unlocks, deletes, pays, sends. What is not known should be taken for this:
    /// the tools of a foreign server that says nothing about them.</summary>
    Dangerous,
}
