using System.ComponentModel;
using EdgeAgent.Agents;
using EdgeAgent.Inference;
using Microsoft.Extensions.AI;

namespace EdgeAgent.EndToEnd.Tests.Client;

/// <summary>The embedded model as an IChatClient: what is honoured, what is refused, and that nothing which goes wrong costs the next turn.</summary>
public sealed class LocalChatClientTests(DefaultModel models)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static readonly AIFunctionDeclaration Weather = Declare(AgentTool.Create(GetWeather));

    private static readonly ChatMessage[] Question = [new(ChatRole.User, "What is the weather like in Milan?")];

    [Description("Get the current weather in a city")]
    private static string GetWeather([Description("City name")] string city) => city;

    [Fact]
    public async Task GetStreamingResponse_ToolCall_StreamsItsGrowthThenTheWholeCallThenTheCounts()
    {
        using LocalChatClient client = new(await models.LoadOnceAsync());
        List<ChatResponseUpdate> updates = [];
        await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync(Question, Options(), Stop)) updates.Add(update);

        AIContent[] contents = [.. updates.SelectMany(update => update.Contents)];
        FunctionCallContent call = Assert.Single(contents.OfType<FunctionCallContent>());
        Assert.Equal("get_weather", call.Name);
        Assert.Equal("Milan", call.Arguments!["city"]!.ToString());
        ToolCallDelta[] deltas = [.. contents.OfType<ToolCallDelta>()];
        Assert.True(deltas.Length > 2);
        Assert.All(deltas, delta => Assert.Equal(call.CallId, delta.CallId));
        for (int i = 1; i < deltas.Length; i++) Assert.StartsWith(deltas[i - 1].ArgumentsText, deltas[i].ArgumentsText, StringComparison.Ordinal);
        Assert.DoesNotContain(contents.OfType<TextContent>(), text => text.Text.Contains('<', StringComparison.Ordinal));
        Assert.Equal(ChatFinishReason.ToolCalls, updates[^1].FinishReason);
        ModelCallTimings timings = Assert.IsType<ModelCallTimings>(updates[^1].AdditionalProperties![ModelCallTimings.Key]);
        UsageDetails usage = Assert.Single(contents.OfType<UsageContent>()).Details;
        Assert.True(timings.ForcedTokens > 0 && timings.PromptTokens > 100);
        Assert.Equal(timings.DecodedTokens + timings.ForcedTokens, usage.OutputTokenCount);
    }

    /// <summary>U17: the second turn feeds what is new, and the answer is what a fresh client gives.</summary>
    [Fact]
    public async Task U17_SecondTurn_FeedsOnlyWhatIsNew()
    {
        LocalModel model = await models.LoadOnceAsync();
        using LocalChatClient client = new(model), fresh = new(model);
        ChatResponse first = await client.GetResponseAsync(Question, Options(), Stop);
        FunctionCallContent call = first.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().Single();
        ChatMessage[] history = [.. Question, .. first.Messages, new(ChatRole.Tool, [new FunctionResultContent(call.CallId, "{\"temperature\": 21}")])];
        ChatResponse second = await client.GetResponseAsync(history, Options(), Stop), alone = await fresh.GetResponseAsync(history, Options(), Stop);
        Assert.DoesNotContain(first.Messages.SelectMany(message => message.Contents), content => content is ToolCallDelta);
        Assert.True(second.Usage!.CachedInputTokenCount >= first.Usage!.InputTokenCount, "the first prompt was not computed again");
        Assert.Equal(0, alone.Usage!.CachedInputTokenCount);
        Assert.Contains("21", second.Text, StringComparison.Ordinal);
        Assert.Contains("21", alone.Text, StringComparison.Ordinal);
    }

    /// <summary>U19: cancelled in prefill or in decode, whenever; the next request on the client is sound.</summary>
    [Fact]
    public async Task U19_CancelledAtAnyMoment_TheNextRequestIsSound()
    {
        using LocalChatClient client = new(await models.LoadOnceAsync());
        Random random = new(11);
        int inPrefill = 0, inDecode = 0;
        for (int i = 0; i < 12; i++)
        {
            using CancellationTokenSource soon = CancellationTokenSource.CreateLinkedTokenSource(Stop);
            ChatMessage[] question = [new(ChatRole.User, $"What is the weather like in {new string('x', random.Next(60))} Rome?")];
            bool heard = false;
            try
            {
                if (i % 2 == 0) soon.CancelAfter(random.Next(1, 120));
                await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync(question, Options(), soon.Token))
                {
                    heard |= update.Contents.Count > 0;
                    if (i % 2 == 1 && random.Next(8) == 0) await soon.CancelAsync();
                }
            }
            catch (OperationCanceledException) when (soon.IsCancellationRequested)
            {
                if (heard) inDecode++;
                else inPrefill++;
            }
        }
        Assert.True(inPrefill > 0 && inDecode > 0, $"cancelled {inPrefill} times in prefill, {inDecode} times in decode");
        ChatResponse next = await client.GetResponseAsync(Question, Options(), Stop);
        Assert.Equal("Milan", next.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().Single().Arguments!["city"]!.ToString());
    }

    [Fact]
    public async Task GetResponse_PromptLongerThanTheContext_IsRefusedAndTheNextTurnWorks()
    {
        using LocalChatClient client = new(await models.LoadOnceAsync());
        ChatMessage[] huge = [new(ChatRole.User, string.Join(' ', Enumerable.Repeat("parola", 6000)))];
        ContextLengthException refused = await Assert.ThrowsAsync<ContextLengthException>(() => client.GetResponseAsync(huge, Options(), Stop));
        Assert.Equal("EA5003", refused.Code);
        Assert.True(refused.Needed > refused.Capacity);
        PromptMeasure measure = await client.MeasureAsync(huge, Options(), Stop);
        Assert.True(!measure.Fits && measure.Deficit > 0 && measure.Tools > 50);
        Assert.NotEmpty((await client.GetResponseAsync(Question, Options(), Stop)).Messages);
    }

    [Fact]
    public async Task GetResponse_LimitInsideACall_ReportsLengthAndTellsNoCall()
    {
        using LocalChatClient client = new(await models.LoadOnceAsync());
        for (int limit = 1; limit < 24; limit += 3)
        {
            ChatOptions options = Options();
            options.MaxOutputTokens = limit;
            ChatResponse response = await client.GetResponseAsync(Question, options, Stop);
            Assert.Equal(ChatFinishReason.Length, response.FinishReason);
            Assert.DoesNotContain(response.Messages.SelectMany(message => message.Contents), content => content is FunctionCallContent);
            Assert.Equal(limit, response.Usage!.OutputTokenCount);
        }
    }

    [Fact]
    public async Task GetResponse_ForcedTokensOneByOne_GivesTheSameCall()
    {
        LocalModel model = await models.LoadOnceAsync();
        using LocalChatClient together = new(model), single = new(model, new LocalChatOptions { BatchForcedTokens = false });
        ChatResponse one = await together.GetResponseAsync(Question, Options(), Stop), two = await single.GetResponseAsync(Question, Options(), Stop);
        Assert.Equal(Call(one).Arguments!["city"]!.ToString(), Call(two).Arguments!["city"]!.ToString());
        Assert.Equal(one.Usage!.OutputTokenCount, two.Usage!.OutputTokenCount);

        static FunctionCallContent Call(ChatResponse response) => response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().Single();
    }

    [Fact]
    public async Task GetResponse_JsonFormat_GivesADocumentOfTheSchema()
    {
        using LocalChatClient client = new(await models.LoadOnceAsync());
        ChatOptions options = new()
        {
            ResponseFormat = ChatResponseFormat.ForJsonSchema(System.Text.Json.JsonDocument.Parse(
                """{"type": "object", "properties": {"city": {"enum": ["Milan", "Rome"]}, "asks": {"const": "weather"}}, "required": ["city", "asks"]}""").RootElement),
        };
        ChatResponse response = await client.GetResponseAsync(Question, options, Stop);
        Assert.Contains(response.Text, (string[])["""{"city": "Milan", "asks": "weather"}""", """{"city": "Rome", "asks": "weather"}"""]);
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("none")]
    [InlineData("required")]
    public async Task U8_GetResponse_ToolsAndJsonFormat_GivesCallsOrADocument(string mode)
    {
        using LocalChatClient client = new(await models.LoadOnceAsync());
        ChatOptions options = Options();
        options.ToolMode = mode switch { "auto" => ChatToolMode.Auto, "none" => ChatToolMode.None, _ => ChatToolMode.RequireAny };
        options.ResponseFormat = ChatResponseFormat.ForJsonSchema(System.Text.Json.JsonDocument.Parse(
            """{"type": "object", "properties": {"city": {"enum": ["Milan", "Rome"]}}, "required": ["city"]}""").RootElement);
        ChatResponse response = await client.GetResponseAsync(Question, options, Stop);
        bool called = response.Messages.SelectMany(message => message.Contents).Any(content => content is FunctionCallContent);
        Assert.Equal(called ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop, response.FinishReason);
        if (mode != "auto") Assert.Equal(mode == "required", called);
        if (called) Assert.Equal("", response.Text);
        else Assert.Contains(response.Text, (string[])["""{"city": "Milan"}""", """{"city": "Rome"}"""]);
    }

    [Fact]
    public async Task Dispose_InTheMiddleOfAStream_EndsItWithAnExceptionAndNoCrash()
    {
        LocalChatClient client = new(await models.LoadOnceAsync());
        await Assert.ThrowsAsync<ObjectDisposedException>(async () =>
        {
            await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync(Question, Options(), Stop)) client.Dispose();
        });
        Assert.Throws<ObjectDisposedException>(() => client.GetStreamingResponseAsync(Question, Options(), Stop));
    }

    [Fact]
    public async Task GetResponse_ContentThatCannotBeRead_IsRefusedByName()
    {
        using LocalChatClient client = new(await models.LoadOnceAsync());
        ChatMessage[] picture = [new(ChatRole.User, [new DataContent(new byte[] { 1 }, "image/png")])];
        LocalModelException refused = await Assert.ThrowsAsync<LocalModelException>(() => client.GetResponseAsync(picture, null, Stop));
        Assert.Equal(("EA5502", "message 0"), (refused.Code, refused.Where));
    }

    [Fact]
    public async Task Agent_HandlerThatThrowsOrHangs_TheModelHearsOfItAndTheNextTurnWorks()
    {
        using LocalChatClient client = new(await models.LoadOnceAsync());
        int calls = 0;
        AgentTool broken = AgentTool.Create(Broken, new ToolOptions { Name = "get_weather", Timeout = TimeSpan.FromMilliseconds(200) });
        Agent agent = new(client, new AgentOptions { Tools = [broken] });
        AgentConversation conversation = new();
        AgentTurnOptions mustCall = new() { ToolMode = ChatToolMode.RequireAny }; // whether it calls is the model's affair, not this test's
        AgentTurnResult thrown = await agent.RunAsync(conversation, Question[0].Text, mustCall, Stop);
        AgentTurnResult hung = await agent.RunAsync(conversation, "And what is the weather like in Rome?", mustCall, Stop);
        AgentTurnResult worked = await agent.RunAsync(conversation, "And what is the weather like in Turin?", mustCall, Stop);
        Assert.Equal(ToolFailure.HandlerFailed, Assert.IsType<ToolCallFailed>(thrown.ToolCalls[0]).Failure);
        Assert.Equal(ToolFailure.TimedOut, Assert.IsType<ToolCallFailed>(hung.ToolCalls[0]).Failure);
        Assert.IsType<ToolCallSucceeded>(worked.ToolCalls[0]);

        [Description("Get the current weather in a city")]
        async Task<string> Broken([Description("City name")] string city, CancellationToken cancellationToken)
        {
            switch (++calls)
            {
                case 1: throw new InvalidOperationException("the station is down");
                case 2: await Task.Delay(Timeout.Infinite, cancellationToken); return "";
                default: return $"sunny in {city}";
            }
        }
    }

    [Fact]
    public async Task GetResponse_RequestsAtOnce_QueueAndAnswerAsAlone()
    {
        using LocalChatClient client = new(await models.LoadOnceAsync());
        ChatResponse[] responses = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => client.GetResponseAsync(Question, Options(), Stop)));
        Assert.All(responses, response => Assert.Equal("get_weather", response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().Single().Name));
    }

    private static AIFunctionDeclaration Declare(AgentTool tool) => AIFunctionFactory.CreateDeclaration(tool.Name, tool.Description, tool.Parameters);

    private static ChatOptions Options() => new() { Tools = [Weather] };
}
