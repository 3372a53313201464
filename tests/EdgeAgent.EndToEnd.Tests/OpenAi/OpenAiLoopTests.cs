using System.ComponentModel;
using System.Net;
using System.Text.Json.Nodes;
using EdgeAgent.Agents;
using EdgeAgent.Testing;
using Microsoft.Extensions.AI;

namespace EdgeAgent.EndToEnd.Tests.OpenAi;

/// <summary>The agent's loop over a client that is not ours: an OpenAI-compatible server, over HTTP.</summary>
public sealed class OpenAiLoopTests
{
    private readonly List<string> _levels = [];
    private readonly AgentOptions _options;

    public OpenAiLoopTests() => _options = new() { Tools = [AgentTool.Create(SetLight)], Instructions = "You control lights." };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, InlineData(true), InlineData(false)]
    public async Task Turn_TwoCallsThenText_RunsThemAndSendsTheResults(bool streams)
    {
        FakeReply calls = new()
        {
            Text = ["One ", "moment."],
            Calls = [("set_light", """{"room": "kitchen", "level": 40}"""), ("set_light", """{"level": 7, "room": "città \"alta\""}""")],
        };
        await using FakeOpenAiServer server = await FakeOpenAiServer.StartAsync(calls, FakeReply.Says("Both ", "are on."));
        using OpenAiChatClient client = new(server.Address, streams);
        AgentConversation conversation = new();

        AgentTurnResult turn = await new Agent(client, _options).RunAsync(conversation, "Lights!", null, Token);

        turn.ShouldComplete().ShouldCallExactly("set_light", "set_light");
        Assert.Equal(["kitchen 40", "città \"alta\" 7"], _levels);
        Assert.Equal("Both are on.", turn.Text);
        Assert.Equal((2, 20, 8), (turn.ModelCalls, turn.Usage.InputTokenCount, turn.Usage.OutputTokenCount));
        Assert.All(server.Requests, request => Assert.Equal(streams, (bool?)request["stream"] == true));
        Assert.All(server.Requests, request => Assert.Equal("set_light", (string?)request["tools"]![0]!["function"]!["name"]));
        Assert.Equal(["system", "user"], Roles(server.Requests[0]));
        Assert.Equal(["system", "user", "assistant", "tool", "tool"], Roles(server.Requests[1]));
        JsonArray messages = server.Requests[1]["messages"]!.AsArray();
        Assert.Equal("""{"level":40}""", (string?)messages[3]!["content"]);
        Assert.Equal((string?)messages[2]!["tool_calls"]![1]!["id"], (string?)messages[4]!["tool_call_id"]);

        // The conversation goes on; the server refuses a history that is not whole.
        await using FakeOpenAiServer next = await FakeOpenAiServer.StartAsync(FakeReply.Says("Good night."));
        using OpenAiChatClient later = new(next.Address, streams);
        (await new Agent(later, _options).RunAsync(conversation, "Thanks", null, Token)).ShouldComplete();
        Assert.Equal(["system", "user", "assistant", "tool", "tool", "assistant", "user"], Roles(next.Requests[0]));
    }

    [Fact]
    public async Task Turn_StreamedAndPlain_LeaveTheSameConversation()
    {
        string[] saved = new string[2];
        foreach (bool streams in new[] { true, false })
        {
            await using FakeOpenAiServer server = await FakeOpenAiServer.StartAsync(
                FakeReply.CallsTool("set_light", """{"room": "hall", "level": 1}"""), FakeReply.CallsTool("nothing", "{}"), FakeReply.Says("The hall ", "is lit."));
            using OpenAiChatClient client = new(server.Address, streams);
            AgentConversation conversation = new() { Id = "hall" };
            await new Agent(client, _options).RunAsync(conversation, "Light the hall", null, Token);
            foreach (ChatMessage message in conversation.Messages) (message.MessageId, message.CreatedAt) = (null, null);
            saved[streams ? 0 : 1] = conversation.Save();
        }
        Assert.Equal(saved[0], saved[1]);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Turn_ArgumentsThatAreNoJson_AreToldToTheModelAndNothingRuns(bool streams)
    {
        await using FakeOpenAiServer server = await FakeOpenAiServer.StartAsync(
            FakeReply.CallsTool("set_light", """{"room": "kitchen", "lev"""), FakeReply.Says("Sorry."));
        using OpenAiChatClient client = new(server.Address, streams);
        AgentTurnResult turn = await new Agent(client, _options).RunAsync(new(), "Light", null, Token);
        turn.ShouldComplete().ShouldFail("set_light", ToolFailure.InvalidArguments);
        Assert.Empty(_levels);
        Assert.Contains("error", (string?)server.Requests[1]["messages"]![3]!["content"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(429, true)]
    [InlineData(429, false)]
    [InlineData(500, true)]
    [InlineData(500, false)]
    public async Task Turn_ServerRefuses_ThrowsAndTheNextTurnWorks(int status, bool streams)
    {
        await using FakeOpenAiServer server = await FakeOpenAiServer.StartAsync(
            FakeReply.CallsTool("set_light", """{"room": "hall", "level": 3}"""), new FakeReply { Status = status }, FakeReply.Says("Yes?"));
        using OpenAiChatClient client = new(server.Address, streams);
        Agent agent = new(client, _options);
        AgentConversation conversation = new();
        HttpRequestException e = await Assert.ThrowsAsync<HttpRequestException>(() => agent.RunAsync(conversation, "Light", null, Token));
        Assert.Equal((HttpStatusCode)status, e.StatusCode);
        Assert.Single(_levels); // what was done stays in the conversation

        (await agent.RunAsync(conversation, "Hello?", null, Token)).ShouldComplete();
        Assert.Equal(["system", "user", "assistant", "tool", "user"], Roles(server.Requests[2]));
    }

    [Fact]
    public async Task Turn_StreamBreaksInTheText_KeepsTheTextAndTheNextTurnWorks()
    {
        await using FakeOpenAiServer server = await FakeOpenAiServer.StartAsync(
            new FakeReply { Text = ["The light ", "is", " on"], CutAfter = 2 }, FakeReply.Says("Yes."));
        using OpenAiChatClient client = new(server.Address);
        Agent agent = new(client, _options);
        AgentConversation conversation = new();
        Exception e = await Assert.ThrowsAnyAsync<Exception>(() => agent.RunAsync(conversation, "Is it on?", null, Token));
        Assert.True(e is IOException or InvalidDataException, e.ToString());
        Assert.Equal("The light ", conversation.Messages[^1].Text);
        (await agent.RunAsync(conversation, "Go on", null, Token)).ShouldComplete();
        Assert.Equal(["system", "user", "assistant", "user"], Roles(server.Requests[1]));
    }

    [Theory]
    [InlineData(true, 4)] // events: within the arguments
    [InlineData(false, 150)] // characters: within the body
    public async Task Turn_AnswerBreaksInACall_RunsNothing(bool streams, int cutAfter)
    {
        await using FakeOpenAiServer server = await FakeOpenAiServer.StartAsync(
            FakeReply.CallsTool("set_light", """{"room": "hall", "level": 3}""") with { CutAfter = cutAfter }, FakeReply.Says("Yes."));
        using OpenAiChatClient client = new(server.Address, streams);
        Agent agent = new(client, _options);
        AgentConversation conversation = new();
        await Assert.ThrowsAnyAsync<Exception>(() => agent.RunAsync(conversation, "Light", null, Token));
        Assert.Empty(_levels);
        Assert.Empty(conversation.Messages);
        (await agent.RunAsync(conversation, "Again", null, Token)).ShouldComplete();
    }

    [Fact]
    public async Task Turn_CutAtTheTokenLimit_EndsWithLengthAndRunsNothing()
    {
        await using FakeOpenAiServer server = await FakeOpenAiServer.StartAsync(
            FakeReply.CallsTool("set_light", """{"room": "hall", "level": 3}""") with { FinishReason = "length" });
        using OpenAiChatClient client = new(server.Address);
        (await new Agent(client, _options).RunAsync(new(), "Light", null, Token)).ShouldStop(StopReason.Length).ShouldCallExactly();
        Assert.Empty(_levels);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Turn_CancelledWhileTheServerThinks_EndsAndTheServerSeesIt(bool streams)
    {
        await using FakeOpenAiServer server = await FakeOpenAiServer.StartAsync(new FakeReply { Text = ["well"], Hangs = true }, FakeReply.Says("Yes."));
        using OpenAiChatClient client = new(server.Address, streams);
        Agent agent = new(client, _options);
        AgentConversation conversation = new();
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task<AgentTurnResult> turn = agent.RunAsync(conversation, "Light", null, stop.Token);
        while (server.Requests.Length == 0) await Task.Delay(1, Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => turn);
        await server.ClientLeft.WaitAsync(TimeSpan.FromSeconds(30), Token);
        (await agent.RunAsync(conversation, "Again", null, Token)).ShouldComplete();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Turn_CallsAsText_AreReadAndRunAndNoTagIsSaid(bool streams)
    {
        const string Text = "Sure.\n<tool_call>\n{\"name\": \"set_light\", \"arguments\": {\"room\": \"hall\", \"level\": \"12\"}}\n</tool_call>";
        await using FakeOpenAiServer server = await FakeOpenAiServer.StartAsync(
            FakeReply.Says([.. Text.Chunk(7).Select(piece => new string(piece))]), FakeReply.Says("Done."), FakeReply.Says(Text));
        using OpenAiChatClient client = new(server.Address, streams);
        AgentTurnResult turn = await new Agent(new ToolCallReadingClient(client), _options).RunAsync(new(), "Light", null, Token);
        turn.ShouldComplete().ShouldCall("set_light", """{"room": "hall", "level": 12}""");
        Assert.DoesNotContain(turn.Messages, message => message.Text.Contains("tool_call", StringComparison.Ordinal));
        Assert.Equal(["system", "user", "assistant", "tool"], Roles(server.Requests[1]));

        // Without that client text is text: a model that quotes a call makes none.
        AgentTurnResult quoted = await new Agent(client, _options).RunAsync(new(), "Light", null, Token);
        quoted.ShouldComplete().ShouldCallExactly();
        Assert.Equal(Text, quoted.Text);
    }

    [Fact]
    public async Task Turn_ToolModesAndLimits_ArriveAtTheServer()
    {
        await using FakeOpenAiServer server = await FakeOpenAiServer.StartAsync([.. Enumerable.Repeat(FakeReply.Says("ok"), 4)]);
        using OpenAiChatClient client = new(server.Address);
        Agent agent = new(client, _options with { ChatOptions = new() { Seed = 5, MaxOutputTokens = 99, StopSequences = ["\n"] } });
        foreach (ChatToolMode? mode in (ChatToolMode?[])[null, ChatToolMode.None, ChatToolMode.RequireAny, ChatToolMode.RequireSpecific("set_light")])
            await agent.RunAsync(new(), "Hi", new() { ToolMode = mode }, Token);
        Assert.Equal(
            [null, "\"none\"", "\"required\"", """{"type":"function","function":{"name":"set_light"}}"""],
            server.Requests.Select(request => request["tool_choice"]?.ToJsonString()));
        Assert.All(server.Requests, request => Assert.Equal((5, 99), ((int?)request["seed"], (int?)request["max_tokens"])));
    }

    [Fact]
    public async Task Extract_FirstAnswerIsWrong_SaysSoAndTakesTheSecond()
    {
        await using FakeOpenAiServer server = await FakeOpenAiServer.StartAsync(
            FakeReply.Says("{\"room\": 3}"), FakeReply.Says("```json\n{\"room\": \"hall\", \"level\": 5}\n```"));
        using OpenAiChatClient client = new(server.Address);
        Assert.Equal(new Wish("hall", 5), await new Agent(client).ExtractAsync<Wish>("hall to five", null, Token));
        Assert.Equal("json_schema", (string?)server.Requests[0]["response_format"]!["type"]);
        Assert.NotNull(server.Requests[0]["response_format"]!["json_schema"]!["schema"]!["properties"]!["level"]);
        Assert.Contains("not right", (string?)server.Requests[1]["messages"]!.AsArray()[^1]!["content"], StringComparison.Ordinal);
    }

    private static string[] Roles(JsonObject request) => [.. request["messages"]!.AsArray().Select(message => (string)message!["role"]!)];

    [Description("Set the level of a light")]
    private JsonObject SetLight(string room, int level)
    {
        _levels.Add($"{room} {level}");
        return new() { ["level"] = level };
    }

    private sealed record Wish(string Room, int Level);
}
