using EdgeAgent.Testing;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Tests;

/// <summary>What the model, the caller and the conversation get when a call goes wrong: the turn goes on.</summary>
public class ToolFailureTests
{
    private readonly Counter _ran = new();

    [Fact]
    public async Task RunAsync_UnknownTool_ModelReadsTheNearestNames()
    {
        (AgentTurnResult result, string read) = await RunAsync(Turn.Calls("set_ligth"), Turn.Counting("set_light", _ran), Turn.Counting("get_time", _ran));
        Assert.Equal("""{"error":"unknown function 'set_ligth': use set_light or get_time"}""", read);
        Assert.Equal(ToolFailure.UnknownTool, Failure(result).Failure);
        Assert.Empty(_ran.Ran);
    }

    [Fact]
    public async Task RunAsync_UnknownToolWithAHugeName_TheErrorStaysShort()
    {
        (_, string read) = await RunAsync(Turn.Calls(new string('x', 100_000)), Turn.Counting("a", _ran));
        Assert.InRange(read.Length, 1, 150);
    }

    [Theory]
    [InlineData("""{"room": "a", "level": 140}""", "/level", "maximum")]
    [InlineData("""{"room": "a"}""", "level", "required")]
    [InlineData("""{"room": "a", "level": "40"}""", "/level", "type")]
    [InlineData("""{"room": "a", "level": null}""", "/level", "type")]
    [InlineData("""{"room": "a", "level": 4, "color": "green"}""", "/color", "enum")]
    [InlineData("""{"room": "a", "level": 4, "colour": "blu"}""", "colour", "additionalProperties")]
    [InlineData("""{"room": "a", "level": 4, "fade": 99999999999}""", "/fade", "Int32")]
    public async Task RunAsync_InvalidArguments_NoHandlerRunsAndModelReadsPathAndRule(string arguments, string path, string rule)
    {
        House house = new();
        (AgentTurnResult result, string read) = await RunAsync(Turn.Calls("set_light", arguments), [.. AgentTool.FromObject(house)]);
        Assert.Equal("", house.Last);
        Assert.Equal(ToolFailure.InvalidArguments, Failure(result).Failure);
        Assert.StartsWith("{\"error\":\"invalid arguments: ", read, StringComparison.Ordinal);
        Assert.Contains(path, read, StringComparison.Ordinal);
        Assert.Contains(rule, read, StringComparison.Ordinal);
        Assert.InRange(read.Length, 1, 300);
    }

    [Fact]
    public async Task RunAsync_ArgumentsThatAreNoJson_AreInvalid()
    {
        FunctionCallContent unparsed = new("call_1", "a") { Exception = new InvalidOperationException("secret parser detail") };
        (AgentTurnResult result, string read) = await RunAsync(new ScriptedAnswer().Content(unparsed), Turn.Counting("a", _ran));
        Assert.Equal("""{"error":"invalid arguments: they are not a JSON object"}""", read);
        Assert.Equal(ToolFailure.InvalidArguments, Failure(result).Failure);

        FunctionCallContent notJson = new("call_1", "a", new Dictionary<string, object?> { ["x"] = double.NaN });
        (result, _) = await RunAsync(new ScriptedAnswer().Content(notJson), Turn.Counting("a", _ran));
        Assert.Equal(ToolFailure.InvalidArguments, Failure(result).Failure);
        Assert.Empty(_ran.Ran);
    }

    [Fact]
    public async Task RunAsync_HandlerThrows_CallerGetsTheExceptionAndModelTheSafeText()
    {
        InvalidOperationException secret = new("connection string: secret");
        (AgentTurnResult result, string read) = await RunAsync(Turn.Calls("a"), Turn.Tool("a", (_, _) => throw secret));
        Assert.Equal("""{"error":"the function failed"}""", read);
        Assert.Equal((ToolFailure.HandlerFailed, "the function failed"), (Failure(result).Failure, Failure(result).Message));
        Assert.Same(secret, Failure(result).Exception);
        Assert.Equal((StopReason.Completed, "ok"), (result.StopReason, result.Text));
    }

    [Fact]
    public async Task RunAsync_HandlerThrowsWithExposedMessage_ModelReadsIt()
    {
        (_, string read) = await RunAsync(
            Turn.Calls("a"), Turn.Tool("a", (_, _) => throw new IOException("disk \"D\" full"), new ToolOptions { ExposeExceptionMessage = true }));
        Assert.Equal("""{"error":"disk \"D\" full"}""", read);
    }

    [Fact]
    public async Task RunAsync_ToolException_ModelReadsItsMessage()
    {
        (AgentTurnResult result, string read) = await RunAsync(Turn.Calls("a"), Turn.Tool("a", (_, _) => throw new ToolException("there is no room 'è'")));
        Assert.Equal("""{"error":"there is no room 'è'"}""", read);
        Assert.Equal(ToolFailure.HandlerFailed, Failure(result).Failure);
    }

    [Fact]
    public async Task RunAsync_ResultThatIsNoJson_IsAHandlerFailure()
    {
        (AgentTurnResult result, string read) = await RunAsync(Turn.Calls("a"), Turn.Tool("a", (_, _) => ValueTask.FromResult<object?>(double.NaN)));
        Assert.Equal("""{"error":"the function failed"}""", read);
        Assert.NotNull(Failure(result).Exception);
    }

    [Fact]
    public async Task RunAsync_HandlerCancelsItself_IsItsFailureAndNotTheTurns()
    {
        (AgentTurnResult result, _) = await RunAsync(Turn.Calls("a"), Turn.Tool("a", (_, _) => throw new TaskCanceledException()));
        Assert.Equal(ToolFailure.HandlerFailed, Failure(result).Failure);
        Assert.Equal(StopReason.Completed, result.StopReason);
    }

    [Fact]
    public async Task RunAsync_ToolDenied_IsNeverRunNorAsked()
    {
        bool asked = false;
        using ScriptedChatClient model = new(Turn.Calls("a"), Turn.Says("ok"));
        AgentConversation conversation = new();
        await new Agent(model, new AgentOptions
        {
            Tools = [Turn.Counting("a", _ran, new ToolOptions { Approval = ToolApproval.Deny })],
            Approver = (request, _) => { asked = true; return ValueTask.FromResult(request.Approve()); },
        }).RunAsync(conversation, "go", null, Turn.Token);
        Assert.False(asked);
        Assert.Empty(_ran.Ran);
        Assert.Equal("""{"error":"permission denied: this function is not allowed"}""", Turn.Results(conversation)[0]);
    }

    private static async Task<(AgentTurnResult Result, string Read)> RunAsync(ScriptedAnswer call, params AgentTool[] tools)
    {
        using ScriptedChatClient model = new(call, Turn.Says("ok"));
        AgentConversation conversation = new();
        AgentTurnResult result = await Turn.Agent(model, tools).RunAsync(conversation, "go", null, Turn.Token);
        Turn.AssertValid(conversation);
        return (result, Turn.Results(conversation)[0]);
    }

    private static ToolCallFailed Failure(AgentTurnResult result) => Assert.IsType<ToolCallFailed>(Assert.Single(result.ToolCalls));
}
