using System.Text.Json;
using EdgeAgent.Agents;
using EdgeAgent.EndToEnd.Tests.Client;
using EdgeAgent.JsonSchema;
using Microsoft.Extensions.AI;

namespace EdgeAgent.EndToEnd.Tests.RandomWeights;

/// <summary>Models of noise that write calls as each family does: streamed and whole answers are the same, and every call is valid.</summary>
public sealed class RandomSyntaxTests : IDisposable
{
    private const int Runs = 80;
    private static readonly JsonElement Person = JsonDocument.Parse("""
        {"type": "object", "required": ["name", "age"], "properties": {"name": {"type": "string", "minLength": 1, "maxLength": 6}, "age": {"type": "integer", "minimum": 0, "maximum": 99},
        "kind": {"enum": ["x", "y z"]}, "on": {"type": "boolean"}, "tags": {"type": "array", "items": {"type": "string", "maxLength": 2}, "maxItems": 2},
        "place": {"type": "object", "properties": {"x": {"type": "integer", "minimum": 0, "maximum": 9}}, "required": ["x"]}}}
        """).RootElement;
    private static readonly JsonElement Nothing = JsonDocument.Parse("""{"type": "object", "properties": {}}""").RootElement;
    private static readonly AIFunctionDeclaration[] Tools =
        [AIFunctionFactory.CreateDeclaration("person", null, Person), AIFunctionFactory.CreateDeclaration("persons", null, Nothing), AIFunctionFactory.CreateDeclaration("città", null, Person)];

    private readonly string _folder = Directory.CreateTempSubdirectory("edgeagent-syntax-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory, MemberData(nameof(CallStyles.Styles), MemberType = typeof(CallStyles))]
    public async Task RandomWeights_EveryStyle_StreamedAndWholeAreTheSameAndEveryCallIsValid(string style)
    {
        using LocalModel model = await RandomModels.LoadAsync(_folder, style.Length, CallStyles.Of(style), special: CallStyles.Specials);
        using LocalChatClient client = new(model);
        Random random = new(3);
        int calls = 0, several = 0;
        for (int run = 0; run < Runs; run++)
        {
            ChatMessage[] messages = [new(ChatRole.User, $"{random.Next()} {(char)random.Next('a', 'z')}")];
            ChatOptions options = new()
            {
                Tools = [.. Tools],
                ToolMode = (run % 4) switch { 0 => ChatToolMode.Auto, 1 => ChatToolMode.RequireSpecific("città"), _ => ChatToolMode.RequireAny },
                AllowMultipleToolCalls = run % 2 == 0,
                MaxOutputTokens = random.Next(20, 220),
            };
            AIContent[] streamed = [.. await client.GetStreamingResponseAsync(messages, options, TestContext.Current.CancellationToken).SelectMany(update => update.Contents.ToAsyncEnumerable()).ToArrayAsync(TestContext.Current.CancellationToken)];
            AIContent[] whole = [.. (await client.GetResponseAsync(messages, options, TestContext.Current.CancellationToken)).Messages.SelectMany(message => message.Contents)];
            Assert.Equal(Told(streamed), Told(whole));
            FunctionCallContent[] told = [.. streamed.OfType<FunctionCallContent>()];
            foreach (FunctionCallContent call in told) Check(call, streamed);
            if (options.AllowMultipleToolCalls == false || style.StartsWith("llama3", StringComparison.Ordinal)) Assert.True(told.Length <= 1);
            if (run % 4 == 1) Assert.All(told, call => Assert.Equal("città", call.Name));
            (calls, several) = (calls + told.Length, several + (told.Length > 1 ? 1 : 0));
        }
        Assert.True(calls >= Runs / 4 && (several > 0 || style.StartsWith("llama3", StringComparison.Ordinal)), $"too little was tried: {calls} calls, {several} answers with several");
    }

    private static string Told(AIContent[] contents) =>
        string.Concat(contents.OfType<TextContent>().Select(text => text.Text)) + string.Concat(contents.OfType<FunctionCallContent>().Select(call => $"\n{call.Name}{JsonSerializer.Serialize(call.Arguments)}"));

    private static void Check(FunctionCallContent call, AIContent[] streamed)
    {
        AIFunctionDeclaration tool = Assert.Single(Tools, tool => tool.Name == call.Name);
        JsonElement arguments = JsonSerializer.SerializeToElement(call.Arguments);
        ValidationResult valid = new JsonSchemaValidator(SchemaDocument.Parse(tool.JsonSchema)).Validate(arguments);
        Assert.True(valid.IsValid, $"{arguments}: {string.Join("; ", valid.Errors)}");
        ToolCallDelta[] deltas = [.. streamed.OfType<ToolCallDelta>().Where(delta => delta.CallId == call.CallId)];
        for (int i = 1; i < deltas.Length; i++) Assert.StartsWith(deltas[i - 1].ArgumentsText, deltas[i].ArgumentsText, StringComparison.Ordinal);
        Assert.Equal(call.Name, deltas[^1].Name);
        Assert.True(JsonElement.DeepEquals(arguments, JsonDocument.Parse(deltas[^1].ArgumentsText).RootElement), deltas[^1].ArgumentsText);
    }
}
