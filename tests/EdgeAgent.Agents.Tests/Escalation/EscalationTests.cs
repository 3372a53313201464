using EdgeAgent.Testing;
using Microsoft.Extensions.AI;
using Xunit;

namespace EdgeAgent.Agents.Tests.Escalation;

public sealed class EscalationTests
{
    private static readonly CallConfidence Sure = new(0.9, 0.9), Doubtful = new(0.9, 0.2);

    [Fact]
    public async Task Response_SureCallOrNone_PassesAndNothingLeaves()
    {
        using ScriptedChatClient remote = new();
        foreach (CallConfidence? confidence in (CallConfidence?[])[Sure, null])
        {
            (ChatResponse response, EscalationNote? note) = await AskAsync(Answer(confidence), To(remote));

            Assert.Single(Calls(response));
            Assert.Null(note);
        }
        Assert.Empty(remote.Requests);
    }

    [Fact]
    public async Task Response_DoubtfulCallAndAbstain_IsASentenceWithoutTheCall()
    {
        (ChatResponse response, EscalationNote? note) = await AskAsync(Answer(Doubtful), new() { Action = DoubtAction.Abstain, AbstainText = "Scusa?" });

        Assert.Equal("Hm.Scusa?", response.Text);
        Assert.Empty(Calls(response));
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
        Assert.Equal(new EscalationNote(EscalationReason.LowConfidence, EscalationOutcome.Abstained, 0, Doubtful), note);
    }

    [Fact]
    public async Task Response_DoubtfulCallAndAllowed_ComesFromTheOtherClientWithWhatWasShown()
    {
        using ScriptedChatClient remote = new(new ScriptedAnswer().Call("set_light", """{"brightness": 40}"""));
        List<EscalationRequest> shown = [];
        EscalationOptions options = To(remote) with
        {
            Allow = (request, _) =>
            {
                shown.Add(request);
                return new(true);
            },
            Redact = messages => [.. messages.Select(m => new ChatMessage(m.Role, m.Text.Replace("Andrea", "someone", StringComparison.Ordinal)))],
        };

        (ChatResponse response, EscalationNote? note) = await AskAsync(Answer(Doubtful), options, "call Andrea");

        Assert.Equal("call someone", Assert.Single(Assert.Single(shown).Messages).Text);
        Assert.Equal("call someone", Assert.Single(Assert.Single(remote.Requests).Messages).Text);
        Assert.Equal((EscalationReason.LowConfidence, Doubtful), (shown[0].Reason, shown[0].Confidence));
        Assert.Equal("""{"brightness":40}""", Tools.ToolArguments(Assert.Single(Calls(response))));
        Assert.Equal((EscalationOutcome.Escalated, 1), (note!.Outcome, note.MessagesSent));
    }

    [Fact]
    public async Task Response_ApproverChangesWhatItWasShown_ChangesNothingThatIsSent()
    {
        using ScriptedChatClient remote = new(new ScriptedAnswer().Text("ok"));
        EscalationOptions options = To(remote) with
        {
            Allow = (request, _) =>
            {
                request.Messages[0].Contents.Add(new TextContent(" and the diary"));
                request.Options!.Tools = null;
                return new(true);
            },
        };

        await AskAsync(Answer(Doubtful), options, "light");

        Assert.Equal("light", remote.Requests[0].Messages[0].Text);
        Assert.Single(remote.Requests[0].Options!.Tools!);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(false, false)]
    public async Task Response_NotAllowedToLeave_WaitsForApprovalInstead(bool hasRemote, bool hasAllow)
    {
        using ScriptedChatClient remote = new();
        EscalationOptions options = new()
        {
            Action = DoubtAction.Escalate,
            Remote = hasRemote ? remote : null,
            Allow = hasAllow ? (_, _) => new(true) : null,
        };

        (ChatResponse response, EscalationNote? note) = await AskAsync(Answer(Doubtful), options);

        Assert.Single(Calls(response));
        Assert.Equal(EscalationOutcome.NotAllowed, note!.Outcome);
        Assert.Empty(remote.Requests);
    }

    [Fact]
    public async Task Response_ApproverSaysNo_NothingLeaves()
    {
        using ScriptedChatClient remote = new();

        (_, EscalationNote? note) = await AskAsync(Answer(Doubtful), To(remote) with { Allow = (_, _) => new(false) });

        Assert.Equal((EscalationOutcome.NotAllowed, 0), (note!.Outcome, note.MessagesSent));
        Assert.Empty(remote.Requests);
    }

    [Fact]
    public async Task Response_BeyondLocalByPolicy_DoesNotAskTheLocalModel()
    {
        using ScriptedChatClient local = new(new ScriptedAnswer().Text("local")), remote = new(new ScriptedAnswer().Text("remote"));
        EscalationOptions options = To(remote) with { IsBeyondLocal = (messages, _) => messages[^1].Text.Contains("poem", StringComparison.Ordinal) };
        using EscalatingChatClient client = new(local, options);

        Assert.Equal("remote", (await client.GetResponseAsync("a poem", null, TestContext.Current.CancellationToken)).Text);
        Assert.Empty(local.Requests);
        Assert.Equal("local", (await client.GetResponseAsync("light on", null, TestContext.Current.CancellationToken)).Text);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Response_PromptTooLongForTheLocalModel_EscalatesWhereThatIsWanted(bool wanted)
    {
        using ScriptedChatClient remote = new(new ScriptedAnswer().Text("remote"));
        using EscalatingChatClient client = new(new Metered(new ScriptedAnswer().Text("local")), To(remote) with { WhenContextTooLong = wanted });

        ChatResponse response = await client.GetResponseAsync("x", null, TestContext.Current.CancellationToken);

        Assert.Equal(wanted ? "remote" : "local", response.Text);
    }

    [Fact]
    public async Task StreamedText_BeforeACall_IsNotHeldBack()
    {
        using ScriptedChatClient local = new(new ScriptedAnswer().Text("one ", "two ").Wait(Timeout.InfiniteTimeSpan));
        using EscalatingChatClient client = new(local);
        using CancellationTokenSource cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            int pieces = 0;
            await foreach (ChatResponseUpdate _ in client.GetStreamingResponseAsync("x", null, cancel.Token))
                if (++pieces == 2) await cancel.CancelAsync();
        });
    }

    [Fact]
    public async Task Agent_DoubtfulCallOfAHarmlessTool_WaitsForApprovalAndRunsWhenItIsGiven()
    {
        int runs = 0;
        AgentTool tool = AgentTool.Create(() => ++runs, new() { Name = "set_light" });
        using ScriptedChatClient local = new(Answer(Doubtful, "{}"), new ScriptedAnswer().Text("Done."));
        using EscalatingChatClient client = new(local);
        Agent agent = new(client, new() { Tools = [tool] });
        AgentConversation conversation = new();

        AgentTurnResult asked = await agent.RunAsync(conversation, "light", null, TestContext.Current.CancellationToken);
        Assert.Equal((StopReason.ApprovalPending, 0), (asked.StopReason, runs));

        AgentTurnResult done = await agent.ResumeAsync(conversation, [agent.GetPendingApprovals(conversation)[0].Approve()], null, TestContext.Current.CancellationToken);
        Assert.Equal(("Done.", 1), (done.Text, runs));
    }

    [Fact]
    public void Options_Defaults_LetNothingLeave()
    {
        EscalationOptions options = new();
        Assert.Equal((0.8, DoubtAction.AskUser, true), (options.MinConfidence, options.Action, options.WhenContextTooLong));
        Assert.Null(options.Remote);
        Assert.Null(options.Allow);
        Assert.Throws<ArgumentOutOfRangeException>(() => options with { MinConfidence = 1.1 });
    }

    private static EscalationOptions To(IChatClient remote) =>
        new() { Action = DoubtAction.Escalate, Remote = remote, Allow = (_, _) => new(true) };

    private static ScriptedAnswer Answer(CallConfidence? confidence, string arguments = """{"brightness": 4}""")
    {
        FunctionCallContent call = new("c1", "set_light", System.Text.Json.JsonDocument.Parse(arguments).RootElement.EnumerateObject().ToDictionary(p => p.Name, p => (object?)p.Value));
        if (confidence is not null) call.AdditionalProperties = new() { [CallConfidence.Key] = confidence };
        return new ScriptedAnswer().Text("Hm.").Content(call).Usage(5, 3).Finish(ChatFinishReason.ToolCalls);
    }

    private static async Task<(ChatResponse Response, EscalationNote? Note)> AskAsync(ScriptedAnswer answer, EscalationOptions options, string text = "x")
    {
        using EscalatingChatClient client = new(new ScriptedChatClient(answer), options);
        ChatOptions request = new() { Tools = [AIFunctionFactory.Create(() => 1, "set_light")] };
        ChatResponse response = await client.GetResponseAsync(text, request, TestContext.Current.CancellationToken);
        Assert.Equal(3, response.Usage?.OutputTokenCount ?? 3);
        return (response, response.AdditionalProperties?.GetValueOrDefault(EscalationNote.Key) as EscalationNote);
    }

    private static IEnumerable<FunctionCallContent> Calls(ChatResponse response) => response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>();

    private static class Tools
    {
        public static string ToolArguments(FunctionCallContent call) => EdgeAgent.Agents.Tools.ToolArguments.ToJson(call.Arguments).GetRawText();
    }

    private sealed class Metered(ScriptedAnswer answer) : DelegatingChatClient(new ScriptedChatClient(answer)), IPromptMeter
    {
        public ValueTask<PromptMeasure> MeasureAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            new(new PromptMeasure(10, 0, 100, 0, 50, false));

        public override object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(IPromptMeter) ? this : base.GetService(serviceType, serviceKey);
    }
}
