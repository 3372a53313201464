using System.ComponentModel;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EdgeAgent.Agents;
using EdgeAgent.Testing;
using Microsoft.Extensions.AI;

namespace EdgeAgent.EndToEnd.Tests.OpenAi;

/// <summary>Escalation to a cluster, looked at from the cluster's side: what was not allowed never arrives there.</summary>
public sealed partial class OpenAiEscalationTests
{
    private readonly List<string> _called = [];
    private readonly List<EscalationRequest> _asked = [];
    private readonly AgentTool _call;

    public OpenAiEscalationTests() => _call = AgentTool.Create(CallPerson);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, InlineData(true), InlineData(false)]
    public async Task Turn_DoubtedCallAllowed_TheServerGetsTheRedactedTextAndItsCallRuns(bool streams)
    {
        await using FakeOpenAiServer server = await FakeOpenAiServer.StartAsync(FakeReply.CallsTool("call_person", """{"who": "the doctor"}"""));
        using OpenAiChatClient remote = new(server.Address, streams);
        using ScriptedChatClient local = new(Doubted(), new ScriptedAnswer().Text("I called."));
        AgentTurnResult turn = await RunAsync(local, new() { Action = DoubtAction.Escalate, Remote = remote, Allow = Allow(true), Redact = Redact });

        turn.ShouldComplete();
        Assert.Equal(["the doctor"], _called);
        JsonObject arrived = Assert.Single(server.Requests);
        Assert.Equal("Call the doctor for ***, card ***", (string?)arrived["messages"]!.AsArray()[^1]!["content"]);
        Assert.DoesNotContain("Rossi", arrived.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("4111", arrived.ToJsonString(), StringComparison.Ordinal);
        // Exactly what the policy was shown: messages, tools, limits.
        EscalationRequest shown = Assert.Single(_asked);
        Assert.Equal(EscalationReason.LowConfidence, shown.Reason);
        Assert.Equal(OpenAiRequest.Write(shown.Messages, shown.Options, streams).ToJsonString(), arrived.ToJsonString());
        Assert.Equal("Call the doctor for Mario Rossi, card 4111 1111", local.Requests[^1].Messages.First(m => m.Role == ChatRole.User).Text);
    }

    [Theory]
    [InlineData(false)] // the policy says no
    [InlineData(null)] // there is none
    public async Task Turn_NotAllowed_NothingArrivesAndThePersonIsAsked(bool? answer)
    {
        await using FakeOpenAiServer server = await FakeOpenAiServer.StartAsync(FakeReply.Says("never"));
        using OpenAiChatClient remote = new(server.Address);
        using ScriptedChatClient local = new(Doubted());
        AgentTurnResult turn = await RunAsync(
            local, new() { Action = DoubtAction.Escalate, Remote = remote, Allow = answer is { } yes ? Allow(yes) : null, Redact = Redact });
        turn.ShouldStop(StopReason.ApprovalPending);
        Assert.Empty(server.Requests);
        Assert.Empty(_called);
    }

    [Fact]
    public async Task Turn_BeyondTheLocalModel_GoesToTheServerAtOnce()
    {
        await using FakeOpenAiServer server = await FakeOpenAiServer.StartAsync(FakeReply.Says("In ", "1861."));
        using OpenAiChatClient remote = new(server.Address);
        using ScriptedChatClient local = new();
        AgentTurnResult turn = await RunAsync(local, new() { Remote = remote, Allow = Allow(true), IsBeyondLocal = (messages, _) => messages[^1].Text.Contains("Rossi", StringComparison.Ordinal) });
        Assert.Equal("In 1861.", turn.ShouldComplete().Text);
        Assert.Empty(local.Requests);
        Assert.Equal(EscalationReason.Policy, Assert.Single(_asked).Reason);
    }

    [Fact]
    public async Task Turn_SureCall_StaysOnTheDevice()
    {
        await using FakeOpenAiServer server = await FakeOpenAiServer.StartAsync();
        using OpenAiChatClient remote = new(server.Address);
        using ScriptedChatClient local = new(Doubted(0.9), new ScriptedAnswer().Text("I called."));
        (await RunAsync(local, new() { Action = DoubtAction.Escalate, Remote = remote, Allow = Allow(true) })).ShouldComplete().ShouldCall("call_person");
        Assert.Empty(server.Requests);
        Assert.Empty(_asked);
    }

    private Task<AgentTurnResult> RunAsync(ScriptedChatClient local, EscalationOptions options) =>
        new Agent(new EscalatingChatClient(local, options), new AgentOptions { Tools = [_call] })
            .RunAsync(new AgentConversation(), "Call the doctor for Mario Rossi, card 4111 1111", null, Token);

    private Func<EscalationRequest, CancellationToken, ValueTask<bool>> Allow(bool answer) => (request, _) =>
    {
        _asked.Add(request);
        return ValueTask.FromResult(answer);
    };

    private static IReadOnlyList<ChatMessage> Redact(IReadOnlyList<ChatMessage> messages) =>
        [.. messages.Select(message => new ChatMessage(message.Role, Secrets().Replace(message.Text, "***")))];

    private static ScriptedAnswer Doubted(double confidence = 0.1) => new ScriptedAnswer().Content(
        new FunctionCallContent("c1", "call_person", new Dictionary<string, object?> { ["who"] = "Rossi" })
        {
            AdditionalProperties = new() { [CallConfidence.Key] = new CallConfidence(1, confidence) },
        }).Finish(ChatFinishReason.ToolCalls);

    [Description("Call somebody")]
    private string CallPerson(string who)
    {
        _called.Add(who);
        return "ringing";
    }

    [GeneratedRegex("Mario Rossi|[0-9]{4} [0-9]{4}")]
    private static partial Regex Secrets();
}
