using EdgeAgent.Agents.Tools;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Loop;

/// <summary>A call of the model on its way to the handler: what was found out about it so far.</summary>
internal sealed class DispatchedCall
{
    public DispatchedCall(FunctionCallContent content, IReadOnlyList<AgentTool> offered)
    {
        Content = content;
        Call = ToolArguments.Read(content, out string? unreadable);
        Unreadable = unreadable;
        Digest = ToolArguments.Digest(Call.Name, Call.Arguments);
        Tool = offered.FirstOrDefault(t => t.Name == Call.Name);
    }

    /// <summary>The call as the conversation holds it.</summary>
    public FunctionCallContent Content { get; }

    public ToolCall Call { get; }

    /// <summary>What to tell the model when its arguments could not be read.</summary>
    public string? Unreadable { get; }

    /// <summary>Identity of tool and arguments together.</summary>
    public string Digest { get; }

    /// <summary>Null where the turn has no such tool.</summary>
    public AgentTool? Tool { get; }

    /// <summary>May run beside its neighbours; a call of no tool runs nothing.</summary>
    public bool MayRunBeside => Tool?.Options.MayRunBeside ?? true;

    /// <summary>What the policy asks for; set once it was looked at.</summary>
    public ToolApproval? Approval { get; set; }

    /// <summary>The approver's answer, once there is one.</summary>
    public ToolApprovalResponseContent? Answer { get; set; }

    /// <summary>What the handler gets; set once the arguments are found valid.</summary>
    public AIFunctionArguments? Arguments { get; set; }

    /// <summary>Why it gives no result.</summary>
    public ToolCallFailed Failed(ToolFailure failure, string message) => new(Call, failure, message, null, TimeSpan.Zero);
}
