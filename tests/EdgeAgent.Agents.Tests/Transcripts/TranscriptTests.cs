using EdgeAgent.Testing;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Tests.Transcripts;

/// <summary>What was recorded is replayed as it was, and only to the request that was recorded.</summary>
public sealed class TranscriptTests
{
    private static readonly AgentTool Light =
        Turn.Tool("set_light", (arguments, _) => ValueTask.FromResult<object?>(new Dictionary<string, int> { ["level"] = 40 }));

    private static ScriptedAnswer[] Script =>
    [
        new ScriptedAnswer().Text("One ", "moment.").Content(new ToolCallDelta("a", "set_light", "{\"x")).Call("set_light", """{"x": 40}""", "a").Usage(20, 9),
        new ScriptedAnswer().Text("È acceso, ", "\u2028\"40\" </tool_call>").Usage(40, 5),
    ];

    [Theory, InlineData(false), InlineData(true)]
    public async Task Replay_SameRun_GivesTheSameEvents(bool plain)
    {
        (string[] events, string recorded) = await RecordAsync(Script);
        using ReplayingChatClient replay = new(Transcript.Parse(recorded));
        Agent agent = new(replay, Options);
        AgentConversation conversation = new();
        if (plain)
        {
            AgentTurnResult turn = await agent.RunAsync(conversation, "Light at 40", null, Turn.Token);
            turn.ShouldComplete().ShouldCall("set_light", """{"x":40}""");
            Assert.Equal((60, 14), (turn.Usage.InputTokenCount, turn.Usage.OutputTokenCount));
        }
        else
        {
            Assert.Equal(events, Turn.Names(await Turn.EventsAsync(agent.RunStreamingAsync(conversation, "Light at 40", null, Turn.Token))));
        }
        Assert.Equal(0, replay.Remaining);
        replay.VerifyFinished();
    }

    [Fact]
    public async Task Replay_TwiceRecorded_IsTheSameText()
    {
        string first = (await RecordAsync(Script)).Recorded;
        ScriptedAnswer otherIds = new ScriptedAnswer().Text("One ", "moment.").Content(new ToolCallDelta("z", "set_light", "{\"x")).Call("set_light", """{"x": 40}""", "z").Usage(20, 9);
        Assert.Equal(first, (await RecordAsync([otherIds, Script[1]])).Recorded);
        Assert.StartsWith("{\"edgeAgentTranscript\":1}\n", first, StringComparison.Ordinal);
        Assert.Contains("È acceso", first, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_RecordedPlain_AnswersTheStreamingCallToo()
    {
        StringWriter writer = new();
        using (ScriptedChatClient model = new(Turn.Says("a", "b").Usage(1, 2)))
        using (RecordingChatClient recorder = new(model, writer)) await recorder.GetResponseAsync("hi", cancellationToken: Turn.Token);
        using ReplayingChatClient replay = new(Transcript.Parse(writer.ToString()));
        ChatResponse response = await replay.GetStreamingResponseAsync("hi", cancellationToken: Turn.Token).ToChatResponseAsync(Turn.Token);
        Assert.Equal(("ab", ChatFinishReason.Stop, 2L), (response.Text, response.FinishReason, response.Usage!.OutputTokenCount));
    }

    [Fact]
    public async Task Replay_OtherMessage_FailsAndShowsWhatDiffers()
    {
        using ReplayingChatClient replay = new(Transcript.Parse((await RecordAsync(Script)).Recorded));
        AgentTestException e = await Assert.ThrowsAsync<AgentTestException>(
            () => new Agent(replay, Options).RunAsync(new AgentConversation(), "Light at 50", null, Turn.Token));
        Assert.Equal(("EA6903", "request 1 of 2"), (e.Code, e.Where));
        Assert.Contains("""
              messages[1].contents[0].text
                recorded: "Light at 40"
                now:      "Light at 50"
            """, e.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_HandlerThatAnswersOtherwise_FailsAtTheSecondRequest()
    {
        using ReplayingChatClient replay = new(Transcript.Parse((await RecordAsync(Script)).Recorded));
        AgentTool other = Turn.Tool("set_light", (_, _) => ValueTask.FromResult<object?>(new Dictionary<string, int> { ["level"] = 41 }));
        AgentTestException e = await Assert.ThrowsAsync<AgentTestException>(
            () => new Agent(replay, Options with { Tools = [other] }).RunAsync(new AgentConversation(), "Light at 40", null, Turn.Token));
        Assert.Equal("request 2 of 2", e.Where);
        Assert.Contains("result.level", e.What, StringComparison.Ordinal);
        Assert.Contains("recorded: 40", e.What, StringComparison.Ordinal);
        AgentTestException left = Assert.Throws<AgentTestException>(new ReplayingChatClient(Transcript.Parse((await RecordAsync(Script)).Recorded)).VerifyFinished);
        Assert.Equal("EA6905", left.Code);
    }

    [Theory]
    [InlineData(TranscriptMatching.Strict)]
    [InlineData(TranscriptMatching.Lenient)]
    public async Task Replay_OtherInstructionsToolsAndOptions_OnlyLenientTakesThem(TranscriptMatching matching)
    {
        using ReplayingChatClient replay = new(Transcript.Parse((await RecordAsync(Script)).Recorded), new() { Matching = matching });
        AgentOptions changed = Options with { Instructions = "Be short.", Tools = [Light, Turn.Tool("other", (_, _) => default)], ChatOptions = new() { Seed = 2 } };
        Task<AgentTurnResult> turn = new Agent(replay, changed).RunAsync(new AgentConversation(), "Light at 40", null, Turn.Token);
        if (matching == TranscriptMatching.Lenient)
        {
            (await turn).ShouldComplete();
            return;
        }
        AgentTestException e = await Assert.ThrowsAsync<AgentTestException>(() => turn);
        Assert.Contains("messages[0].contents[0].text", e.What, StringComparison.Ordinal);
        Assert.Contains("options.tools[1]", e.What, StringComparison.Ordinal);
        Assert.Contains("options.seed", e.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_CallIdsOfAnotherRun_DoNotMatter()
    {
        string recorded = (await RecordAsync(Script)).Recorded;
        int second = recorded.IndexOf("{\"n\":2", StringComparison.Ordinal);
        string renamed = recorded[second..].Replace("\"callId\":\"call_1\"", "\"callId\":\"b\"", StringComparison.Ordinal);
        Assert.NotEqual(recorded[second..], renamed);
        using ReplayingChatClient replay = new(Transcript.Parse(recorded[..second] + renamed));
        (await new Agent(replay, Options).RunAsync(new AgentConversation(), "Light at 40", null, Turn.Token)).ShouldComplete();
    }

    [Fact]
    public async Task Replay_OneRequestMore_Fails()
    {
        using ReplayingChatClient replay = new(Transcript.Parse("{\"edgeAgentTranscript\":1}\n"));
        Assert.Equal("EA6904", (await Assert.ThrowsAsync<AgentTestException>(() => replay.GetResponseAsync("hi", cancellationToken: Turn.Token))).Code);
    }

    [Fact]
    public async Task Replay_AnswerThatBrokeOff_BreaksOffThere()
    {
        StringWriter writer = new();
        using (ScriptedChatClient model = new(Turn.Says("half").Throw(new IOException("secret host")), Turn.Says("left", "alone")))
        using (RecordingChatClient recorder = new(model, writer))
        {
            await Assert.ThrowsAsync<IOException>(() => recorder.GetStreamingResponseAsync("hi", cancellationToken: Turn.Token).ToChatResponseAsync(Turn.Token));
            await foreach (ChatResponseUpdate _ in recorder.GetStreamingResponseAsync("ho", cancellationToken: Turn.Token)) break;
        }
        Assert.DoesNotContain("secret", writer.ToString(), StringComparison.Ordinal);
        using ReplayingChatClient replay = new(Transcript.Parse(writer.ToString()));
        foreach ((string asked, string why, string before) in new[] { ("hi", "System.IO.IOException", "half"), ("ho", "not read to its end", "left") })
        {
            string text = "";
            AgentTestException e = await Assert.ThrowsAsync<AgentTestException>(async () =>
            {
                await foreach (ChatResponseUpdate update in replay.GetStreamingResponseAsync(asked, cancellationToken: Turn.Token)) text += update.Text;
            });
            Assert.Equal(("EA6906", before), (e.Code, text));
            Assert.Contains(why, e.What, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Record_WhatIsNotSaid_IsNotWritten()
    {
        StringWriter writer = new();
        FunctionCallContent sure = new("c", "f") { AdditionalProperties = new() { [CallConfidence.Key] = new CallConfidence(0.9, 0.8), ["internal"] = "secret" } };
        FunctionCallContent broken = new("d", "g") { Exception = new FormatException("no JSON") };
        using (ScriptedChatClient model = new(new ScriptedAnswer().Content(sure).Content(broken)))
        using (RecordingChatClient recorder = new(model, writer))
        {
            ChatMessage message = new(ChatRole.User, "hi") { AdditionalProperties = new() { ["user"] = "secret" }, MessageId = "secret" };
            await recorder.GetResponseAsync([message], new() { AdditionalProperties = new() { ["api-key"] = "secret" }, ConversationId = "secret" }, Turn.Token);
        }
        Assert.DoesNotContain("secret", writer.ToString(), StringComparison.Ordinal);
        using ReplayingChatClient replay = new(Transcript.Parse(writer.ToString()));
        ChatResponse response = await replay.GetResponseAsync("hi", cancellationToken: Turn.Token);
        FunctionCallContent[] calls = [.. response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>()];
        Assert.Equal(new CallConfidence(0.9, 0.8), calls[0].AdditionalProperties![CallConfidence.Key]);
        Assert.Equal("no JSON", calls[1].Exception!.Message);
    }

    [Fact]
    public async Task Replay_WithTimes_WaitsOnTheClock()
    {
        FakeTimeProvider clock = new();
        StringWriter writer = new();
        using (ScriptedChatClient model = new(Turn.Says("a").Wait(TimeSpan.FromSeconds(2)).Text("b")) { TimeProvider = clock })
        using (RecordingChatClient recorder = new(model, writer, new() { IncludeTimes = true, TimeProvider = clock }))
            await clock.AdvanceUntilAsync(recorder.GetStreamingResponseAsync("hi", cancellationToken: Turn.Token).ToChatResponseAsync(Turn.Token));
        TimeSpan recorded = clock.Elapsed;
        using ReplayingChatClient replay = new(Transcript.Parse(writer.ToString()), new() { KeepTimes = true, TimeProvider = clock });
        await clock.AdvanceUntilAsync(replay.GetResponseAsync("hi", cancellationToken: Turn.Token));
        Assert.InRange(clock.Elapsed - recorded, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3));
    }

    [Theory]
    [InlineData("", "EA6901")]
    [InlineData("{}", "EA6901")]
    [InlineData("[1]", "EA6901")]
    [InlineData("{\"edgeAgentTranscript\":\"1\"}", "EA6901")]
    [InlineData("{\"edgeAgentTranscript\":2}", "EA6902")]
    [InlineData("{\"edgeAgentTranscript\":1}\nnothing", "EA6901")]
    [InlineData("{\"edgeAgentTranscript\":1}\n{\"n\":1,\"end\":true}", "EA6901")]
    [InlineData("{\"edgeAgentTranscript\":1}\n{\"n\":1,\"request\":null}", "EA6901")]
    [InlineData("{\"edgeAgentTranscript\":1}\n{\"n\":1,\"request\":{}}\n{\"n\":1,\"request\":{}}", "EA6901")]
    [InlineData("{\"edgeAgentTranscript\":1}\n{\"n\":1,\"request\":{}}\n{\"n\":1,\"update\":{\"contents\":[{\"$type\":\"functionCall\"}]}}", "EA6901")]
    [InlineData("{\"edgeAgentTranscript\":1}\n{\"n\":1,\"request\":{}}\n{\"n\":1,\"update\":{\"contents\":3}}", "EA6901")]
    public void Parse_Damaged_SaysWhere(string text, string code)
    {
        AgentTestException e = Assert.Throws<AgentTestException>(() => Transcript.Parse(text));
        Assert.Equal(code, e.Code);
        Assert.NotEmpty(e.Fix);
    }

    [Fact]
    public async Task Load_AFileThatWasRecorded_ReadsIt()
    {
        string folder = Directory.CreateTempSubdirectory("edgeagent-transcript-").FullName;
        try
        {
            string path = Path.Combine(folder, "sub", "hi.jsonl");
            using (ScriptedChatClient model = new(Turn.Says("hello")))
            using (RecordingChatClient recorder = RecordingChatClient.ToFile(model, path)) await recorder.GetResponseAsync("hi", cancellationToken: Turn.Token);
            Assert.Equal(1, Transcript.Load(path).Count);
            await File.AppendAllTextAsync(path, "}", Turn.Token);
            Assert.Contains("hi.jsonl, line 5", Assert.Throws<AgentTestException>(() => Transcript.Load(path)).Where, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static AgentOptions Options => new() { Tools = [Light], Instructions = "You control lights." };

    private static async Task<(string[] Events, string Recorded)> RecordAsync(ScriptedAnswer[] script)
    {
        StringWriter writer = new();
        using ScriptedChatClient model = new(script);
        using RecordingChatClient recorder = new(model, writer);
        List<AgentEvent> events = await Turn.EventsAsync(new Agent(recorder, Options).RunStreamingAsync(new AgentConversation(), "Light at 40", null, Turn.Token));
        return (Turn.Names(events), writer.ToString());
    }
}
