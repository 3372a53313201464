using System.Text.Json;
using EdgeAgent.Agents;
using EdgeAgent.JsonSchema;
using Microsoft.Extensions.AI;

namespace EdgeAgent.EndToEnd.Tests.RandomWeights;

/// <summary>Models of noise under the grammar: what they emit as calls must be calls, whatever the limit that stops them.</summary>
public sealed class RandomWeightsTests : IDisposable
{
    private const int Models = 8, RunsPerModel = 125;
    private readonly string _folder = Directory.CreateTempSubdirectory("edgeagent-random-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>U5 (no unregistered name), U7 (tool choice is kept) and U13 (no half call at a limit) in 1,000 runs, half of them required.</summary>
    [Fact]
    public async Task U5U7U13_ThousandRunsOfRandomWeights_EveryCallIsWholeValidAndWanted()
    {
        int calls = 0, atLimit = 0, ended = 0;
        for (int seed = 0; seed < Models; seed++)
        {
            using LocalModel model = await RandomModels.LoadAsync(_folder, seed);
            using LocalChatClient client = new(model);
            Random random = new(seed);
            RandomTools tools = new(random);
            for (int run = 0; run < RunsPerModel; run++)
            {
                AIFunctionDeclaration[] set = tools.Next();
                ChatToolMode mode = Mode(run, set);
                ChatOptions options = new() { Tools = [.. set], ToolMode = mode, MaxOutputTokens = Limit(seed, run), AllowMultipleToolCalls = run % 3 != 0 };
                List<ChatResponseUpdate> updates = [];
                await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync(
                    [new ChatMessage(ChatRole.User, Noise(random))], options, TestContext.Current.CancellationToken))
                {
                    updates.Add(update);
                }
                calls += CheckRun(updates, set, mode, options);
                if (updates[^1].FinishReason == ChatFinishReason.Length) atLimit++;
                else ended++;
            }
        }
        TestContext.Current.SendDiagnosticMessage($"{calls} calls; {ended} runs ended by themselves, {atLimit} at a limit.");
        Assert.True(calls >= 200 && atLimit >= 100 && ended >= 100, $"too little was tried: {calls} calls, {ended} ended, {atLimit} at a limit");
    }

    /// <summary>U8: tools beside a format: 500 runs, each of which ends in calls or in a document of the format, unless a limit stops it.</summary>
    [Fact]
    public async Task U8_FiveHundredRunsOfRandomWeights_EndInCallsOrInADocument()
    {
        using JsonDocument format = JsonDocument.Parse("""{"type": "object", "properties": {"sure": {"type": "boolean"}, "kind": {"enum": ["a", "b"]}, "marks": {"type": "array", "items": {"type": "integer", "maximum": 99, "minimum": 0}, "maxItems": 3}}, "required": ["sure", "kind"]}""");
        JsonSchemaValidator validator = new(SchemaDocument.Parse(format.RootElement));
        (int called, int answered, int atLimit) = (0, 0, 0);
        for (int seed = 0; seed < 4; seed++)
        {
            using LocalModel model = await RandomModels.LoadAsync(_folder, seed);
            using LocalChatClient client = new(model);
            Random random = new(seed);
            RandomTools tools = new(random);
            for (int run = 0; run < 125; run++)
            {
                AIFunctionDeclaration[] set = tools.Next();
                ChatOptions options = new() { Tools = [.. set], MaxOutputTokens = 150, ResponseFormat = ChatResponseFormat.ForJsonSchema(format.RootElement) };
                List<ChatResponseUpdate> updates = [];
                await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync([new ChatMessage(ChatRole.User, Noise(random))], options, TestContext.Current.CancellationToken))
                    updates.Add(update);
                int calls = CheckRun(updates, set, ChatToolMode.Auto, options);
                string text = string.Concat(updates.SelectMany(update => update.Contents).OfType<TextContent>().Select(content => content.Text));
                if (updates[^1].FinishReason == ChatFinishReason.Length) atLimit++;
                else if (calls > 0) called++;
                else answered++;
                if (calls > 0) Assert.Equal("", text);
                else if (updates[^1].FinishReason != ChatFinishReason.Length) Assert.True(validator.Validate(JsonDocument.Parse(text).RootElement).IsValid, text);
            }
        }
        TestContext.Current.SendDiagnosticMessage($"{called} runs ended in calls, {answered} in a document, {atLimit} at the limit.");
        Assert.True(answered >= 50 && called + atLimit >= 50, $"too little was tried: {called} ended in calls, {answered} in a document, {atLimit} at the limit");
    }

    /// <summary>Each limit from 1 to 200 tokens, with each tool choice.</summary>
    private static int Limit(int seed, int run) => 1 + (((seed * RunsPerModel) + run) / 4 % 200);

    private static ChatToolMode Mode(int run, AIFunctionDeclaration[] set) => (run % 4) switch
    {
        0 => ChatToolMode.Auto,
        1 => ChatToolMode.RequireAny,
        2 => ChatToolMode.None,
        _ => ChatToolMode.RequireSpecific(set[^1].Name),
    };

    private static int CheckRun(List<ChatResponseUpdate> updates, AIFunctionDeclaration[] set, ChatToolMode mode, ChatOptions options)
    {
        AIContent[] contents = [.. updates.SelectMany(update => update.Contents)];
        FunctionCallContent[] calls = [.. contents.OfType<FunctionCallContent>()];
        foreach (FunctionCallContent call in calls)
        {
            AIFunctionDeclaration tool = Assert.Single(set, tool => tool.Name == call.Name);
            JsonElement arguments = JsonSerializer.SerializeToElement(call.Arguments);
            ValidationResult valid = new JsonSchemaValidator(SchemaDocument.Parse(tool.JsonSchema)).Validate(arguments);
            Assert.True(valid.IsValid, $"{tool.JsonSchema} does not allow {arguments}: {string.Join("; ", valid.Errors)}");
            string streamed = contents.OfType<ToolCallDelta>().Last(delta => delta.CallId == call.CallId).ArgumentsText;
            Assert.True(JsonElement.DeepEquals(arguments, JsonDocument.Parse(streamed).RootElement), $"{streamed} was streamed, {arguments} was told");
        }
        if (mode is NoneChatToolMode) Assert.Empty(calls);
        if (mode is RequiredChatToolMode { RequiredFunctionName: { } name }) Assert.All(calls, call => Assert.Equal(name, call.Name));
        if (mode is RequiredChatToolMode && updates[^1].FinishReason != ChatFinishReason.Length) Assert.NotEmpty(calls);
        if (mode is RequiredChatToolMode) Assert.DoesNotContain(contents, content => content is TextContent);
        if (options.AllowMultipleToolCalls == false) Assert.True(calls.Length <= 1);
        return calls.Length;
    }

    private static string Noise(Random random) => new([.. Enumerable.Range(0, random.Next(1, 40)).Select(_ => (char)random.Next(' ', 0x2FF))]);
}
