namespace EdgeAgent.Agents.Audit;

/// <summary>What is recorded of tool calls, and what happens when it cannot be.</summary>
/// <remarks>Immutable and thread-safe. A value outside its range is refused when it is set.</remarks>
public sealed record ToolAuditOptions
{
    /// <summary>Arguments are recorded too, not only their digest. Default false: they hold what the user said.</summary>
    public bool IncludeArguments { get; init; }

    /// <summary>Characters of arguments that are recorded; longer ones are left out whole, which keeps them JSON. Default 4,000; 0 to
    /// 1,000,000.</summary>
    public int MaxArgumentsLength
    {
        get;
        init => field = value is >= 0 and <= 1_000_000 ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxArgumentsLength), value, "Allow 0 to 1,000,000 characters.");
    } = 4_000;

    /// <summary>
    /// Calls run even when they cannot be recorded. Default false: only <see cref="ToolRisk.ReadOnly"/> tools run then, any other call
    /// fails with <see cref="ToolFailure.NotRecorded"/>.
    /// </summary>
    public bool RunUnrecorded { get; init; }
}
