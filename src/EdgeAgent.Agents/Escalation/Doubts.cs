using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Escalation;

/// <summary>The mark of a call that somebody must approve although its tool does not ask for it. Stays with a saved conversation.</summary>
internal static class Doubts
{
    private const string Key = "edgeagent.doubted";

    public static void Mark(FunctionCallContent call) => (call.AdditionalProperties ??= [])[Key] = true;

    /// <summary>What must happen before a call may run: what its tool's policy says, but a doubted one is asked about.</summary>
    public static ToolApproval Approval(FunctionCallContent call, ToolApproval byPolicy) =>
        byPolicy == ToolApproval.Never && call.AdditionalProperties?.ContainsKey(Key) == true ? ToolApproval.Ask : byPolicy;

    /// <summary>The lowest confidence among calls; null when none says.</summary>
    public static CallConfidence? Lowest(IEnumerable<FunctionCallContent> calls) => calls
        .Select(c => c.AdditionalProperties?.GetValueOrDefault(CallConfidence.Key) as CallConfidence).OfType<CallConfidence>().MinBy(c => c.Call);
}
