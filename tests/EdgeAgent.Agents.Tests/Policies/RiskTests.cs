using EdgeAgent.Testing;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Tests.Policies;

/// <summary>What a tool may do decides whether someone is asked; of two words the stricter holds.</summary>
public class RiskTests
{
    private readonly Counter _ran = new();

    public static TheoryData<ToolRisk, ToolApproval, ToolApproval> Defaults => new()
    {
        { ToolRisk.Unspecified, ToolApproval.Never, ToolApproval.Never },
        { ToolRisk.ReadOnly, ToolApproval.Never, ToolApproval.Never },
        { ToolRisk.Reversible, ToolApproval.Never, ToolApproval.Never },
        { ToolRisk.Dangerous, ToolApproval.Never, ToolApproval.Ask },
        { ToolRisk.ReadOnly, ToolApproval.Ask, ToolApproval.Ask },
        { ToolRisk.Dangerous, ToolApproval.Ask, ToolApproval.Ask },
        { ToolRisk.Dangerous, ToolApproval.Deny, ToolApproval.Deny },
    };

    [Theory, MemberData(nameof(Defaults))]
    public async Task RunAsync_RiskAndApproval_TheStricterHolds(ToolRisk risk, ToolApproval approval, ToolApproval expected)
    {
        ToolOptions options = new() { Risk = risk, Approval = approval };
        Assert.Equal(expected, new ToolRiskPolicy().For(options));
        using ScriptedChatClient model = new(Turn.Calls("a"), Turn.Says("ok"));
        AgentConversation conversation = new();
        Agent agent = Turn.Agent(model, Turn.Counting("a", _ran, options));
        AgentTurnResult result = await agent.RunAsync(conversation, "go", null, Turn.Token);
        Assert.Equal(expected == ToolApproval.Never ? 1 : 0, _ran.Of("a"));
        Assert.Equal(expected == ToolApproval.Ask ? 1 : 0, result.PendingApprovals.Count);
        Assert.Equal(result.PendingApprovals.Count, agent.GetPendingApprovals(conversation).Count);
        Assert.Equal(expected == ToolApproval.Deny, result.ToolCalls is [ToolCallFailed { Failure: ToolFailure.Denied }]);
    }

    [Fact]
    public async Task RunAsync_PolicyOfTheAgent_MapsEachRisk()
    {
        List<string> asked = [];
        using ScriptedChatClient model = new(
            Turn.Calls("unspecified").Call("readonly").Call("reversible").Call("dangerous"), Turn.Says("ok"));
        Agent agent = new(model, new AgentOptions
        {
            Tools = [.. Enum.GetValues<ToolRisk>().Select(r => Turn.Counting(r.ToString().ToLowerInvariant(), _ran, new ToolOptions { Risk = r }))],
            RiskPolicy = new() { Unspecified = ToolApproval.Deny, Reversible = ToolApproval.Ask, Dangerous = ToolApproval.Never },
            Approver = (request, _) => { asked.Add(request.Call.Name); return ValueTask.FromResult(request.Approve()); },
        });
        await agent.RunAsync(new(), "go", null, Turn.Token);
        Assert.Equal(["readonly", "reversible", "dangerous"], _ran.Ran);
        Assert.Equal(["reversible"], asked);
    }

    [Fact]
    public async Task ResumeAsync_PolicyBecameStricter_TheApprovedCallIsDenied()
    {
        using ScriptedChatClient model = new(Turn.Calls("a"), Turn.Says("ok"));
        AgentConversation conversation = new();
        AgentTool[] tools = [Turn.Counting("a", _ran, new ToolOptions { Risk = ToolRisk.Dangerous })];
        ApprovalRequest request = (await Turn.Agent(model, tools).RunAsync(conversation, "go", null, Turn.Token)).PendingApprovals[0];
        Agent stricter = new(model, new AgentOptions { Tools = tools, RiskPolicy = new() { Dangerous = ToolApproval.Deny } });
        Assert.Equal("EA6008", Assert.Throws<AgentException>(() => stricter.ResumeStreamingAsync(conversation, [request.Approve()], null, Turn.Token)).Code);
        await stricter.ResumeAsync(conversation, [], null, Turn.Token);
        Assert.Empty(_ran.Ran);
        Turn.AssertValid(conversation);
    }

    [Fact]
    public void ToolAttribute_RiskAndParallel_AreMergedWithTheStricterRisk()
    {
        Risky risky = new();
        Assert.Equal([ToolRisk.ReadOnly, ToolRisk.Dangerous], AgentTool.FromObject(risky).Select(t => t.Options.Risk));
        Assert.Equal([ToolRisk.Reversible, ToolRisk.Dangerous],
            AgentTool.FromObject(risky, new() { Risk = ToolRisk.Reversible }).Select(t => t.Options.Risk));
        Assert.Equal([null, true], AgentTool.FromObject(risky).Select(t => t.Options.AllowParallel));
        Assert.Equal([true, true], AgentTool.FromObject(risky).Select(t => t.Options.MayRunBeside));
        Assert.Equal([false, false], AgentTool.FromObject(risky, new() { AllowParallel = false }).Select(t => t.Options.MayRunBeside));
    }

    [Fact(Timeout = 30_000)]
    public async Task RunAsync_ReadOnlyHandlerThatThrows_RunsAgain()
    {
        ToolUnderPolicy tool = new(new() { Risk = ToolRisk.ReadOnly }, _ => throw new IOException());
        Assert.Equal("HandlerFailed", await tool.OutcomeInTimeAsync());
        Assert.Equal(3, tool.Ran);
    }

    [Fact]
    public void ToolRiskPolicy_Defaults_AskForWhatIsDangerousAlone()
    {
        ToolRiskPolicy policy = new();
        Assert.Equal(
            (ToolApproval.Never, ToolApproval.Never, ToolApproval.Never, ToolApproval.Ask),
            (policy.Unspecified, policy.ReadOnly, policy.Reversible, policy.Dangerous));
        Assert.Equal(policy, new AgentOptions().RiskPolicy);
    }

    private sealed class Risky
    {
        [Tool(Risk = ToolRisk.ReadOnly)]
        public static int Look() => 1;

        [Tool(Risk = ToolRisk.Dangerous, AllowParallel = true)]
        public static int Unlock() => 2;
    }
}
