namespace EdgeAgent.Agents.Policies;

/// <summary>What a call says about the health of its handler.</summary>
internal enum CallVerdict
{
    /// <summary>Nothing: it was cancelled, or the turn's time was up.</summary>
    Unknown,

    /// <summary>It answered, be it with a <see cref="ToolException"/>.</summary>
    Worked,

    /// <summary>It threw or took too long.</summary>
    Failed,
}
