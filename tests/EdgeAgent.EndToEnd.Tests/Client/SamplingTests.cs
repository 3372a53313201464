using System.Text.Json;
using EdgeAgent.EndToEnd.Tests.RandomWeights;
using EdgeAgent.Inference.Sampling;
using Microsoft.Extensions.AI;

namespace EdgeAgent.EndToEnd.Tests.Client;

/// <summary>The sampling options of a request, over a model of noise: every step there is a draw.</summary>
public sealed class SamplingTests : IDisposable
{
    private static readonly ChatMessage[] Question = [new(ChatRole.User, "Hello")];
    private readonly string _folder = Directory.CreateTempSubdirectory("edgeagent-sampling-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task GetResponse_Temperature_DrawsAndASeedRepeats()
    {
        using LocalModel model = await RandomModels.LoadAsync(_folder, 1);
        using LocalChatClient client = new(model), other = new(model);
        string greedy = await SayAsync(client, new());
        Assert.Equal(greedy, await SayAsync(client, new() { Temperature = 0, Seed = 4, TopK = 40, TopP = 0.5f }));
        string drawn = await SayAsync(client, new() { Temperature = 1, Seed = 4 });
        Assert.NotEqual(greedy, drawn);
        Assert.Equal(drawn, await SayAsync(other, new() { Temperature = 1, Seed = 4 }));
        Assert.NotEqual(drawn, await SayAsync(client, new() { Temperature = 1, Seed = 5 }));
        Assert.NotEqual(await SayAsync(client, new() { Temperature = 1 }), await SayAsync(client, new() { Temperature = 1 }));
        Assert.Equal(greedy, await SayAsync(client, new() { Temperature = 1, TopK = 1 }));
        Assert.Equal(greedy, await SayAsync(client, new() { Temperature = 1, TopP = 1e-6f }));
        Assert.NotEqual(greedy, await SayAsync(client, new() { FrequencyPenalty = 2, PresencePenalty = 2 }));
    }

    [Fact]
    public async Task GetResponse_SamplingOfTheClient_StandsWhereTheRequestSaysNothing()
    {
        using LocalModel model = await RandomModels.LoadAsync(_folder, 2);
        SamplingOptions sampling = new() { Temperature = 1, Seed = 9 };
        using LocalChatClient client = new(model, new LocalChatOptions { Sampling = sampling }), greedy = new(model);
        Assert.Equal(await SayAsync(greedy, new() { Temperature = 1, Seed = 9 }), await SayAsync(client, new()));
        Assert.Equal(await SayAsync(greedy, new() { Temperature = 1, Seed = 10 }), await SayAsync(client, new() { Seed = 10 }));
        Assert.Equal(await SayAsync(greedy, new()), await SayAsync(client, new() { Temperature = 0 }));
        Assert.Equal(SamplingOptions.Greedy, new LocalChatOptions().Sampling);
    }

    /// <summary>The draw is among what the grammar allows: at any temperature every call is valid.</summary>
    [Fact]
    public async Task GetResponse_HotSampling_KeepsToTheSchema()
    {
        using LocalModel model = await RandomModels.LoadAsync(_folder, 3);
        using LocalChatClient client = new(model);
        AIFunctionDeclaration tool = AIFunctionFactory.CreateDeclaration("set", null, JsonDocument.Parse(
            """{"type": "object", "properties": {"level": {"type": "integer", "minimum": 0, "maximum": 9}, "on": {"type": "boolean"}}, "required": ["level", "on"]}""").RootElement);
        HashSet<string> drawn = [];
        for (int seed = 0; seed < 40; seed++)
        {
            ChatOptions options = new() { Tools = [tool], ToolMode = ChatToolMode.RequireAny, AllowMultipleToolCalls = false, Temperature = 50, Seed = seed };
            ChatResponse response = await client.GetResponseAsync(Question, options, TestContext.Current.CancellationToken);
            FunctionCallContent call = Assert.Single(response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>());
            Assert.InRange(((JsonElement)call.Arguments!["level"]!).GetInt32(), 0, 9);
            drawn.Add(JsonSerializer.Serialize(call.Arguments));
        }
        Assert.InRange(drawn.Count, 10, 20); // of the 20 that there are
    }

    private static async Task<string> SayAsync(LocalChatClient client, ChatOptions options)
    {
        options.MaxOutputTokens = 20;
        return (await client.GetResponseAsync(Question, options, TestContext.Current.CancellationToken)).Text;
    }
}
