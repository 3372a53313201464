namespace EdgeAgent.Agents;

/// <summary>What must happen before a tool of each risk may run.</summary>
/// <remarks>Immutable and thread-safe. It makes a tool's own <see cref="ToolOptions.Approval"/> stricter, never laxer.</remarks>
public sealed record ToolRiskPolicy
{
    /// <summary>For tools of which nobody said. Default <see cref="ToolApproval.Never"/>: who wrote this program put them
    /// there.</summary>
    public ToolApproval Unspecified { get; init; }

    /// <summary>For tools that change nothing. Default <see cref="ToolApproval.Never"/>.</summary>
    public ToolApproval ReadOnly { get; init; }

    /// <summary>For tools whose changes can be changed back. Default <see cref="ToolApproval.Never"/>.</summary>
    public ToolApproval Reversible { get; init; }

    /// <summary>For tools whose changes stay. Default <see cref="ToolApproval.Ask"/>: none runs without consent.</summary>
    public ToolApproval Dangerous { get; init; } = ToolApproval.Ask;

    /// <summary>What must happen before a tool with these options may run: the stricter of its risk's approval and its own.</summary>
    /// <param name="tool">The tool's options.</param>
    public ToolApproval For(ToolOptions tool)
    {
        ArgumentNullException.ThrowIfNull(tool);
        ToolApproval byRisk = tool.Risk switch
        {
            ToolRisk.ReadOnly => ReadOnly,
            ToolRisk.Reversible => Reversible,
            ToolRisk.Dangerous => Dangerous,
            _ => Unspecified,
        };
        return (ToolApproval)Math.Max((int)byRisk, (int)tool.Approval);
    }
}
