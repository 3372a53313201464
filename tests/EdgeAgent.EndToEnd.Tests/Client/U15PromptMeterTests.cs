using System.Text.Json;
using EdgeAgent.Agents;
using EdgeAgent.EndToEnd.Tests.RandomWeights;
using EdgeAgent.Inference;
using Microsoft.Extensions.AI;

namespace EdgeAgent.EndToEnd.Tests.Client;

/// <summary>U15: what the local client measures before a call is what it then feeds.</summary>
public sealed class U15PromptMeterTests : IDisposable
{
    private const int Histories = 300;

    private const string Template = """
        {%- if tools %}<|im_start|>system
        {% if messages[0].role == 'system' %}{{ messages[0].content | trim }}
        {% endif %}# Tools {% for tool in tools %}{{ tool | tojson }}{% endfor %}<|im_end|>
        {% endif %}
        {%- for message in messages %}
        {%- if message.role == 'tool' %}<|im_start|>user<tool_response>{{ message.content }}</tool_response><|im_end|>
        {% elif not (tools and message.role == 'system') %}<|im_start|>{{ message.role }} {{ message.content }}
        {%- for call in message.tool_calls or [] %}<tool_call>{{ call.function.name }} {{ call.function.arguments | tojson }}</tool_call>{% endfor %}<|im_end|>
        {% endif %}
        {%- endfor %}<|im_start|>assistant
        """;

    private static readonly string[] Words = ["Rome", " ", "è", "<|im_end|>", "<tool_call>", "{\"a\": 1}", "\n", "日本", "😀", "</tool_response>", "light", "\uFDD0"];

    private readonly string _folder = Directory.CreateTempSubdirectory("edgeagent-meter-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task U15_MeasureAsync_RandomHistories_CountsTheTokensThatAreFed()
    {
        using LocalModel model = await RandomModels.LoadAsync(_folder, 6, template: Template);
        using LocalChatClient client = new(model);
        Random random = new(12);
        int fitting = 0, tooLong = 0;
        for (int i = 0; i < Histories; i++)
        {
            List<ChatMessage> history = History(random);
            ChatOptions options = new()
            {
                Tools = [.. new RandomTools(random).Next()[..random.Next(2)]],
                ToolMode = random.Next(4) == 0 ? ChatToolMode.None : null,
                Instructions = random.Next(3) == 0 ? Text(random) : null,
                MaxOutputTokens = 1,
            };
            PromptMeasure measure = await client.MeasureAsync(history, options, TestContext.Current.CancellationToken);
            Assert.True(measure is { System: >= 0, Tools: >= 0, History: >= 0, IsEstimate: false, Reply: 1 }, $"{measure}");
            Assert.Equal(options.Tools.Count > 0 && options.ToolMode is null, measure.Tools > 0);
            if (measure.Fits)
            {
                ChatResponse response = await client.GetResponseAsync(history, options, TestContext.Current.CancellationToken);
                Assert.Equal(measure.System + measure.Tools + measure.History, response.Usage!.InputTokenCount);
                fitting++;
            }
            else
            {
                ContextLengthException refused = await Assert.ThrowsAsync<ContextLengthException>(() => client.GetResponseAsync(history, options, TestContext.Current.CancellationToken));
                Assert.Equal(measure.System + measure.Tools + measure.History + 1, refused.Needed);
                tooLong++;
            }
        }
        Assert.True(fitting >= 200 && tooLong >= 5, $"{fitting} fitted, {tooLong} did not");
    }

    private static List<ChatMessage> History(Random random)
    {
        List<ChatMessage> history = [];
        if (random.Next(2) == 0) history.Add(new(ChatRole.System, Text(random)));
        for (int turn = random.Next(1, 6); turn > 0; turn--)
        {
            history.Add(new(ChatRole.User, Text(random, random.Next(20) == 0 ? 900 : 12)));
            if (turn == 1 && random.Next(2) == 0) break;
            string id = $"call_{turn}";
            history.Add(new(ChatRole.Assistant, [new TextContent(Text(random)), new FunctionCallContent(id, "read", new Dictionary<string, object?> { ["text"] = Text(random), ["n"] = random.Next() })]));
            history.Add(new(ChatRole.Tool, [new FunctionResultContent(id, random.Next(2) == 0 ? Text(random) : JsonSerializer.SerializeToElement(new[] { Text(random) }))]));
        }
        return history;
    }

    private static string Text(Random random, int most = 12) => string.Concat(Enumerable.Range(0, random.Next(most)).Select(_ => Words[random.Next(Words.Length)]));
}
