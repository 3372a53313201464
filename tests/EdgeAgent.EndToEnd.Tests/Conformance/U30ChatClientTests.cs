using System.ComponentModel;
using System.Text.Json;
using EdgeAgent.JsonSchema;
using Microsoft.Extensions.AI;

namespace EdgeAgent.EndToEnd.Tests.Conformance;

/// <summary>
/// What an IChatClient owes to function-invoking middleware and to applications (U30). A client joins by a class of its own that makes it; its
/// answers may be any that fit the request, for nothing here asks a model to be clever beyond calling a tool that it is asked for.
/// </summary>
public abstract class U30ChatClientTests
{
    private static readonly ChatMessage[] Question = [new(ChatRole.User, "What is the weather like in Milan?")];
    private static readonly ChatMessage[] Talk = [new(ChatRole.User, "Count from one to ten in words.")];

    private static readonly JsonElement City = JsonDocument.Parse(
        """{"type": "object", "properties": {"city": {"enum": ["Milan", "Rome"]}, "days": {"type": "integer", "minimum": 1, "maximum": 9}}, "required": ["city", "days"]}""").RootElement;

    private static readonly AIFunction Weather = AIFunctionFactory.Create(
        [Description("Get the current weather in a city")] ([Description("City name")] string city) => $"{{\"city\": \"{city}\", \"temperature\": 21}}", "get_weather");

    private static readonly AIFunctionDeclaration Light = AIFunctionFactory.CreateDeclaration("set_light", "Set the light of a room", JsonDocument.Parse(
        """{"type": "object", "properties": {"room": {"enum": ["kitchen", "hall"]}, "level": {"type": "integer", "minimum": 0, "maximum": 9}}, "required": ["room", "level"]}""").RootElement);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>A new client, in the state it has before its first request. The test disposes it.</summary>
    protected abstract Task<IChatClient> CreateAsync();

    /// <summary>How an error of this client names an option of <see cref="ChatOptions"/>.</summary>
    protected virtual string NameOf(string option) => option;

    [Theory]
    [InlineData(null)]
    [InlineData("auto")]
    public async Task ToolMode_AutoOrNone_CallsTheToolThatIsAskedFor(string? mode)
    {
        using IChatClient client = await CreateAsync();
        ChatResponse response = await client.GetResponseAsync(Question, Tools(mode is null ? null : ChatToolMode.Auto), Stop);
        FunctionCallContent call = Assert.Single(Calls(response));
        Assert.Equal(("get_weather", "Milan"), (call.Name, call.Arguments!["city"]!.ToString()));
        Assert.Equal(ChatFinishReason.ToolCalls, response.FinishReason);
        Assert.Null(call.Exception);
    }

    [Fact]
    public async Task ToolMode_None_CallsNothing()
    {
        using IChatClient client = await CreateAsync();
        ChatResponse response = await client.GetResponseAsync(Question, Tools(ChatToolMode.None), Stop);
        Assert.Empty(Calls(response));
        Assert.NotEqual(ChatFinishReason.ToolCalls, response.FinishReason);
    }

    [Fact]
    public async Task ToolMode_Required_CallsThoughNothingIsAskedFor()
    {
        using IChatClient client = await CreateAsync();
        ChatResponse response = await client.GetResponseAsync(Talk, Tools(ChatToolMode.RequireAny, several: false), Stop);
        Check(Assert.Single(Calls(response)));
        Assert.Equal(ChatFinishReason.ToolCalls, response.FinishReason);
    }

    [Fact]
    public async Task ToolMode_Named_CallsThatToolWithArgumentsOfItsSchema()
    {
        using IChatClient client = await CreateAsync();
        FunctionCallContent call = Assert.Single(Calls(await client.GetResponseAsync(Question, Tools(ChatToolMode.RequireSpecific("set_light"), several: false), Stop)));
        Assert.Equal("set_light", call.Name);
        Check(call);
    }

    [Fact]
    public async Task AllowMultipleToolCalls_False_LeavesOneCall()
    {
        using IChatClient client = await CreateAsync();
        ChatMessage[] two = [new(ChatRole.User, "What is the weather like in Milan, and in Rome?")];
        Assert.Single(Calls(await client.GetResponseAsync(two, Tools(ChatToolMode.RequireAny, several: false), Stop)));
        FunctionCallContent[] calls = Calls(await client.GetResponseAsync(two, Tools(ChatToolMode.RequireAny, several: true), Stop));
        Assert.NotEmpty(calls);
        Assert.Equal(calls.Length, calls.Select(call => call.CallId).Distinct().Count());
        Assert.All(calls, Check);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    [InlineData("schema")]
    public async Task ResponseFormat_Each_IsKept(string format)
    {
        using IChatClient client = await CreateAsync();
        ChatOptions options = new() { MaxOutputTokens = 60 };
        options.ResponseFormat = format switch { "text" => ChatResponseFormat.Text, "json" => ChatResponseFormat.Json, _ => ChatResponseFormat.ForJsonSchema(City) };
        ChatResponse response = await client.GetResponseAsync(Question, options, Stop);
        Assert.NotEmpty(response.Text);
        if (format == "schema") AssertValid(City, JsonDocument.Parse(response.Text).RootElement);
        else if (format == "json" && response.FinishReason != ChatFinishReason.Length) Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(response.Text).RootElement.ValueKind);
    }

    [Fact]
    public async Task ResponseFormat_BesideTools_GivesCallsOrADocument()
    {
        using IChatClient client = await CreateAsync();
        ChatOptions options = Tools(ChatToolMode.Auto);
        options.ResponseFormat = ChatResponseFormat.ForJsonSchema(City);
        ChatResponse response = await client.GetResponseAsync(Question, options, Stop);
        Assert.All(Calls(response), Check);
        if (Calls(response).Length == 0) AssertValid(City, JsonDocument.Parse(response.Text).RootElement);
        else Assert.Equal("", response.Text);
    }

    [Fact]
    public async Task StopSequences_OneInTheText_EndsItThere()
    {
        using IChatClient first = await CreateAsync(), second = await CreateAsync();
        string whole = (await first.GetResponseAsync(Talk, new() { MaxOutputTokens = 24 }, Stop)).Text, stop = whole.Substring(whole.Length / 2, 3);
        ChatResponse stopped = await second.GetResponseAsync(Talk, new() { MaxOutputTokens = 24, StopSequences = ["\u2603\u2603", stop] }, Stop);
        Assert.Equal(whole[..whole.IndexOf(stop, StringComparison.Ordinal)], stopped.Text);
        Assert.Equal(ChatFinishReason.Stop, stopped.FinishReason);
    }

    [Fact]
    public async Task Seed_TheSame_GivesTheSameAnswer()
    {
        using IChatClient first = await CreateAsync(), second = await CreateAsync(), third = await CreateAsync();
        string one = await SayAsync(first, 7), again = await SayAsync(second, 7), other = await SayAsync(third, 8);
        Assert.Equal(one, again);
        Assert.NotEqual(one, other);

        static async Task<string> SayAsync(IChatClient client, long seed) =>
            (await client.GetResponseAsync(Talk, new() { Temperature = 1.8f, TopP = 0.999f, Seed = seed, MaxOutputTokens = 24 }, Stop)).Text;
    }

    [Fact]
    public async Task MaxOutputTokens_Each_IsKeptAndNoHalfCallIsTold()
    {
        using IChatClient client = await CreateAsync();
        foreach (int limit in (int[])[1, 3, 9])
        {
            ChatResponse text = await client.GetResponseAsync(Talk, new() { MaxOutputTokens = limit }, Stop);
            Assert.InRange(text.Usage!.OutputTokenCount!.Value, 1, limit);
            ChatOptions options = Tools(ChatToolMode.RequireAny);
            options.MaxOutputTokens = limit;
            ChatResponse call = await client.GetResponseAsync(Question, options, Stop);
            Assert.All(Calls(call), Check);
            if (call.FinishReason == ChatFinishReason.Length) Assert.Empty(Calls(call));
            else Assert.Equal(ChatFinishReason.ToolCalls, call.FinishReason);
        }
        Assert.Equal(ChatFinishReason.Length, (await client.GetResponseAsync(Talk, new() { MaxOutputTokens = 1 }, Stop)).FinishReason);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("call")]
    [InlineData("json")]
    public async Task Streaming_Collected_IsThePlainAnswer(string kind)
    {
        using IChatClient streaming = await CreateAsync(), plain = await CreateAsync();
        ChatOptions options = kind == "call" ? Tools(ChatToolMode.RequireAny, several: false) : new() { MaxOutputTokens = 16 };
        if (kind == "json") (options.ResponseFormat, options.MaxOutputTokens) = (ChatResponseFormat.ForJsonSchema(City), 60);
        ChatResponse streamed = await streaming.GetStreamingResponseAsync(Question, options, Stop).ToChatResponseAsync(Stop);
        ChatResponse whole = await plain.GetResponseAsync(Question, options, Stop);
        Assert.Equal(whole.Text, streamed.Text);
        Assert.Equal(Calls(whole).Select(Written), Calls(streamed).Select(Written));
        Assert.Equal(whole.FinishReason, streamed.FinishReason);
        Assert.Equal((whole.Usage!.InputTokenCount, whole.Usage.OutputTokenCount), (streamed.Usage!.InputTokenCount, streamed.Usage.OutputTokenCount));
        Assert.All(streamed.Messages.Concat(whole.Messages), message => Assert.Equal(ChatRole.Assistant, message.Role));
    }

    [Fact]
    public async Task Usage_Counts_PromptAndAnswer()
    {
        using IChatClient client = await CreateAsync();
        UsageDetails brief = (await client.GetResponseAsync(Talk, new() { MaxOutputTokens = 2 }, Stop)).Usage!;
        Assert.True(brief.InputTokenCount > 0 && brief.OutputTokenCount > 0);
        Assert.Equal(brief.InputTokenCount + brief.OutputTokenCount, brief.TotalTokenCount);
        UsageDetails more = (await client.GetResponseAsync([.. Talk, .. Talk], new() { MaxOutputTokens = 2 }, Stop)).Usage!;
        Assert.True(more.InputTokenCount > brief.InputTokenCount);
        UsageDetails told = (await client.GetResponseAsync(Talk, new() { MaxOutputTokens = 2, Instructions = "Answer slowly, and in the words of a poet of old." }, Stop)).Usage!;
        Assert.True(told.InputTokenCount > brief.InputTokenCount, "instructions are part of the prompt");
    }

    [Fact]
    public async Task GetService_Metadata_NamesProviderAndModel()
    {
        using IChatClient client = await CreateAsync();
        ChatClientMetadata metadata = client.GetService<ChatClientMetadata>()!;
        Assert.NotEmpty(metadata.ProviderName!);
        Assert.NotEmpty(metadata.DefaultModelId!);
        Assert.Same(client, client.GetService(client.GetType()));
        Assert.Same(client, client.GetService<IChatClient>());
        Assert.Null(client.GetService(typeof(string)));
        Assert.Null(client.GetService(client.GetType(), "a key"));
        Assert.Throws<ArgumentNullException>(() => client.GetService(null!));
        await client.GetResponseAsync(Talk, new() { MaxOutputTokens = 1, ModelId = metadata.DefaultModelId }, Stop);
    }

    [Fact]
    public async Task Cancellation_BeforeAndWithin_EndsTheCallAndTheNextIsSound()
    {
        using IChatClient client = await CreateAsync();
        using CancellationTokenSource before = new(), within = new();
        await before.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetResponseAsync(Talk, null, before.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync(Talk, null, within.Token)) await within.CancelAsync();
        });
        await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync(Talk, null, Stop)) break; // left without a word
        Assert.Equal("Milan", Assert.Single(Calls(await client.GetResponseAsync(Question, Tools(null), Stop))).Arguments!["city"]!.ToString());
    }

    [Fact]
    public async Task Requests_AtOnce_AnswerAsAlone()
    {
        using IChatClient client = await CreateAsync();
        string[] cities = ["Milan", "Rome", "Turin", "Milan"];
        ChatResponse[] responses = await Task.WhenAll(cities.Select(city =>
            client.GetResponseAsync([new(ChatRole.User, $"What is the weather like in {city}?")], Tools(null), Stop)));
        Assert.Equal(cities, responses.Select(response => Assert.Single(Calls(response)).Arguments!["city"]!.ToString()));
    }

    public static TheoryData<ChatOptions, string> Unsupported => new()
    {
        { new() { ConversationId = "x" }, nameof(ChatOptions.ConversationId) },
        { new() { Temperature = -1 }, nameof(ChatOptions.Temperature) },
        { new() { MaxOutputTokens = 0 }, nameof(ChatOptions.MaxOutputTokens) },
        { new() { ToolMode = ChatToolMode.RequireAny }, nameof(ChatOptions.ToolMode) },
        { new() { Tools = [new HostedWebSearchTool()] }, nameof(ChatOptions.Tools) },
        { new() { Reasoning = new() { Effort = ReasoningEffort.High } }, nameof(ChatOptions.Reasoning) },
    };

    [Theory, MemberData(nameof(Unsupported), DisableDiscoveryEnumeration = true)]
    public async Task Option_ThatCannotBeHonoured_IsAnErrorThatNamesIt(ChatOptions options, string option)
    {
        using IChatClient client = await CreateAsync();
        Exception plain = await Assert.ThrowsAnyAsync<Exception>(() => client.GetResponseAsync(Talk, options, Stop));
        Exception streamed = await Assert.ThrowsAnyAsync<Exception>(async () => await client.GetStreamingResponseAsync(Talk, options, Stop).ToChatResponseAsync(Stop));
        Assert.Contains(NameOf(option), plain.Message, StringComparison.Ordinal);
        Assert.Contains(NameOf(option), streamed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_IsNotChanged()
    {
        using IChatClient client = await CreateAsync();
        ChatOptions options = Tools(ChatToolMode.RequireAny);
        List<ChatMessage> messages = [.. Question];
        await client.GetResponseAsync(messages, options, Stop);
        Assert.Equal("What is the weather like in Milan?", Assert.Single(messages).Text);
        Assert.Equal((2, 80, ChatToolMode.RequireAny), (options.Tools!.Count, options.MaxOutputTokens, options.ToolMode));
        await Assert.ThrowsAsync<ArgumentNullException>(() => client.GetResponseAsync(null!, options, Stop));
    }

    /// <summary>As under UseFunctionInvocation(): calls, their results, then the answer; each call has one result.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task FunctionInvocation_OverTheClient_EndsInAnAnswerFromTheResult(bool streaming)
    {
        using InvokingChatClient client = new(await CreateAsync());
        ChatOptions options = Tools(ChatToolMode.RequireSpecific("get_weather"), several: false);
        ChatResponse response = streaming ? await client.GetStreamingResponseAsync(Question, options, Stop).ToChatResponseAsync(Stop) : await client.GetResponseAsync(Question, options, Stop);
        FunctionCallContent[] calls = Calls(response);
        FunctionResultContent[] results = [.. response.Messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>()];
        Assert.NotEmpty(calls);
        Assert.Equal(calls.Select(call => call.CallId), results.Select(result => result.CallId));
        Assert.Contains("21", response.Messages[^1].Text, StringComparison.Ordinal);
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
    }

    private static ChatOptions Tools(ChatToolMode? mode, bool? several = null) =>
        new() { Tools = [Weather, Light], ToolMode = mode, AllowMultipleToolCalls = several, MaxOutputTokens = 80 };

    private static FunctionCallContent[] Calls(ChatResponse response) => [.. response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>()];

    private static string Written(FunctionCallContent call) => $"{call.Name} {JsonSerializer.Serialize(call.Arguments)}";

    private static void Check(FunctionCallContent call)
    {
        AIFunctionDeclaration tool = Assert.Single([Weather, Light], tool => tool.Name == call.Name);
        AssertValid(tool.JsonSchema, JsonSerializer.SerializeToElement(call.Arguments));
    }

    private static void AssertValid(JsonElement schema, JsonElement value)
    {
        ValidationResult result = new JsonSchemaValidator(SchemaDocument.Parse(schema)).Validate(value);
        Assert.True(result.IsValid, $"{value}: {string.Join("; ", result.Errors)}");
    }
}
