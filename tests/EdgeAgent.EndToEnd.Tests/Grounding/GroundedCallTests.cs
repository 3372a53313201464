using System.ComponentModel;
using System.Text.Json;
using EdgeAgent.Agents;
using Microsoft.Extensions.AI;

namespace EdgeAgent.EndToEnd.Tests.Grounding;

/// <summary>The embedded model copies what was said, and tells how sure it was.</summary>
public sealed class GroundedCallTests(DefaultModel models)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static readonly ChatMessage[] Journey = [new(ChatRole.User, "I need a train from Warsaw to Singapore today, please")];

    private static AIFunctionDeclaration Tool(string name, string description, string schema) =>
        AIFunctionFactory.CreateDeclaration(name, description, JsonDocument.Parse(schema).RootElement);

    private static readonly AIFunctionDeclaration Trains = Tool("find_trains", "Find trains between two cities",
        """{"type": "object", "properties": {"origin": {"type": "string", "description": "Departure"}, "destination": {"type": "string"}}, "required": ["origin", "destination"]}""");

    private static readonly AIFunctionDeclaration Clock = Tool("get_time", "Tells the time", """{"type": "object", "properties": {}}""");

    private static async Task<(FunctionCallContent Call, ChatResponse Response)> AskAsync(LocalChatClient client, ChatMessage[] messages, ChatOptions options)
    {
        ChatResponse response = await client.GetResponseAsync(messages, options, Stop);
        return (response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().First(), response);
    }

    private static CallConfidence Confidence(FunctionCallContent call) => Assert.IsType<CallConfidence>(call.AdditionalProperties![CallConfidence.Key]);

    private static ChatOptions Required(ArgumentGrounding? grounding = null) => new()
    {
        Tools = [Trains],
        ToolMode = ChatToolMode.RequireAny,
        AllowMultipleToolCalls = false,
        AdditionalProperties = grounding is { } said ? new() { [ToolGrounding.Key] = said } : null,
    };

    [Theory]
    [InlineData(null)]
    [InlineData(ArgumentGrounding.Prefer)]
    [InlineData(ArgumentGrounding.Require)]
    public async Task GetResponse_NamesThatWereSaid_AreCopied(ArgumentGrounding? grounding)
    {
        using LocalChatClient client = new(await models.LoadOnceAsync());
        (FunctionCallContent call, ChatResponse response) = await AskAsync(client, Journey, Required(grounding));
        Assert.Equal(("Warsaw", "Singapore"), (call.Arguments!["origin"]!.ToString(), call.Arguments["destination"]!.ToString()));
        Assert.Equal(new GroundingReport(1, IsFree: false), response.AdditionalProperties![GroundingReport.Key]);
    }

    [Fact]
    public async Task GetResponse_Required_WritesOnlyWhatWasSaid()
    {
        using LocalChatClient client = new(await models.LoadOnceAsync(), new LocalChatOptions { Grounding = ArgumentGrounding.Require });
        ChatMessage[] odd = [new(ChatRole.User, "xqzt vvbk")];
        (FunctionCallContent call, _) = await AskAsync(client, odd, Required());
        Assert.All(call.Arguments!.Values, value => Assert.Contains(value!.ToString(), (string[])["xqzt", "vvbk", "xqzt vvbk"]));
    }

    [Fact]
    public async Task GetResponse_RequiredAndNothingSaid_IsFreeAndSaysSo()
    {
        using LocalChatClient client = new(await models.LoadOnceAsync());
        (FunctionCallContent call, ChatResponse response) = await AskAsync(client, [new(ChatRole.System, "Find a train from Rome to Milan.")], Required(ArgumentGrounding.Require));
        Assert.Equal(2, call.Arguments!.Count);
        Assert.Equal(new GroundingReport(0, IsFree: true), response.AdditionalProperties![GroundingReport.Key]);
    }

    [Fact]
    public async Task GetResponse_Off_ReportsNothing()
    {
        using LocalChatClient client = new(await models.LoadOnceAsync());
        (_, ChatResponse response) = await AskAsync(client, Journey, Required(ArgumentGrounding.Off));
        Assert.False(response.AdditionalProperties!.ContainsKey(GroundingReport.Key));
    }

    [Fact]
    public async Task Confidence_OneToolThatMustBeCalled_LeavesNoChoiceOfTheTool()
    {
        using LocalChatClient client = new(await models.LoadOnceAsync());
        (FunctionCallContent call, _) = await AskAsync(client, Journey, Required());
        CallConfidence confidence = Confidence(call);
        Assert.Equal(1, confidence.Tool);
        Assert.InRange(confidence.Arguments, 0.01, 0.999); // "Warsaw" against what it would have written
    }

    [Fact]
    public async Task Confidence_FreeToCall_CountsTheTriggerAndTheName()
    {
        using LocalChatClient client = new(await models.LoadOnceAsync());
        ChatMessage[] question = [new(ChatRole.User, "What time is it?")];
        (FunctionCallContent free, _) = await AskAsync(client, question, new ChatOptions { Tools = [Trains, Clock] });
        (FunctionCallContent required, _) = await AskAsync(client, question, new ChatOptions { Tools = [Trains, Clock], ToolMode = ChatToolMode.RequireAny });
        Assert.Equal("get_time", free.Name);
        Assert.Equal(1, Confidence(free).Arguments); // it has none
        Assert.InRange(Confidence(free).Tool, 0.05, 0.99999);
        Assert.NotEqual(Confidence(free).Tool, Confidence(required).Tool);
    }

    /// <summary>What the bonus changes is which token is taken; what it is worth stays what the model says.</summary>
    [Fact]
    public async Task Confidence_SameCallWithAndWithoutBonus_IsTheSame()
    {
        LocalModel model = await models.LoadOnceAsync();
        using LocalChatClient prefer = new(model, new LocalChatOptions { Grounding = ArgumentGrounding.Prefer }), off = new(model, new LocalChatOptions { Grounding = ArgumentGrounding.Off });
        ChatOptions options = new() { Tools = [Tool("get_weather", "Get the current weather in a city", """{"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}""")] };
        ChatMessage[] question = [new(ChatRole.User, "What is the weather like in Milan?")];
        (FunctionCallContent one, _) = await AskAsync(prefer, question, options);
        (FunctionCallContent two, _) = await AskAsync(off, question, options);
        Assert.Equal(two.Arguments!["city"]!.ToString(), one.Arguments!["city"]!.ToString());
        Assert.Equal(Confidence(two).Tool, Confidence(one).Tool, 1e-4);
        Assert.Equal(Confidence(two).Arguments, Confidence(one).Arguments, 1e-3);
    }

    [Fact]
    public async Task Confidence_SavedConversation_KeepsIt()
    {
        using LocalChatClient client = new(await models.LoadOnceAsync());
        (FunctionCallContent call, _) = await AskAsync(client, Journey, Required());
        string json = JsonSerializer.Serialize(new ChatMessage(ChatRole.Assistant, [call]), AIJsonUtilities.DefaultOptions);
        FunctionCallContent restored = Assert.Single(JsonSerializer.Deserialize<ChatMessage>(json, AIJsonUtilities.DefaultOptions)!.Contents.OfType<FunctionCallContent>());
        Assert.Equal(call.Arguments!["origin"]!.ToString(), restored.Arguments!["origin"]!.ToString());
    }

    /// <summary>The way of an attribute: the agent's tool to the model's grammar.</summary>
    [Fact]
    public async Task RunAsync_AttributeOnAParameter_HoldsTheModelToWhatWasSaid()
    {
        using LocalChatClient client = new(await models.LoadOnceAsync());
        string? said = null;
        [Description("Plays a song")]
        string Play([Description("Title"), Grounding(ArgumentGrounding.Require)] string title) => said = title;
        Agent agent = new(client, new AgentOptions
        {
            Tools = [AgentTool.Create(Play)],
            TurnOptions = new AgentTurnOptions { ToolMode = ChatToolMode.RequireAny, MaxModelCalls = 1 },
        });
        await agent.RunAsync(new AgentConversation(), "Play Xanvorbi Quelm", null, Stop);
        Assert.Contains(said, (string[])["Xanvorbi Quelm", "Xanvorbi", "Quelm", "Play", "Play Xanvorbi", "Play Xanvorbi Quelm"]);
    }
}
