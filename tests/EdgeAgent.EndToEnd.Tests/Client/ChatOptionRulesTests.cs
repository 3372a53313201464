using System.Reflection;
using System.Text.Json;
using EdgeAgent.EndToEnd.Tests.RandomWeights;
using Microsoft.Extensions.AI;

namespace EdgeAgent.EndToEnd.Tests.Client;

/// <summary>Every property of ChatOptions is honoured or refused by name; which, stands here.</summary>
public sealed class ChatOptionRulesTests(ChatOptionRulesTests.Model models) : IClassFixture<ChatOptionRulesTests.Model>
{
    /// <summary>Honoured within their ranges (tests of U30, sampling and stop sequences), or without effect on a client that answers at once.</summary>
    private static readonly string[] Honoured =
    [
        nameof(ChatOptions.Instructions), nameof(ChatOptions.Tools), nameof(ChatOptions.ToolMode), nameof(ChatOptions.AllowMultipleToolCalls), nameof(ChatOptions.ResponseFormat),
        nameof(ChatOptions.MaxOutputTokens), nameof(ChatOptions.StopSequences), nameof(ChatOptions.Temperature), nameof(ChatOptions.TopP), nameof(ChatOptions.TopK),
        nameof(ChatOptions.FrequencyPenalty), nameof(ChatOptions.PresencePenalty), nameof(ChatOptions.Seed), nameof(ChatOptions.ModelId), nameof(ChatOptions.AllowBackgroundResponses),
    ];

    private static readonly string[] AlwaysRefused =
        [nameof(ChatOptions.ConversationId), nameof(ChatOptions.ContinuationToken), nameof(ChatOptions.RawRepresentationFactory), nameof(ChatOptions.AdditionalProperties), nameof(ChatOptions.Reasoning)];

    private static readonly AIFunctionDeclaration Tool = AIFunctionFactory.CreateDeclaration("clock", null, JsonDocument.Parse("""{"type": "object", "properties": {}}""").RootElement);

    public static TheoryData<ChatOptions, string> Refused => new()
    {
        { new ChatOptions { Temperature = -0.1f }, "ChatOptions.Temperature" },
        { new ChatOptions { Temperature = float.NaN }, "ChatOptions.Temperature" },
        { new ChatOptions { TopP = 0 }, "ChatOptions.TopP" },
        { new ChatOptions { TopK = 0 }, "ChatOptions.TopK" },
        { new ChatOptions { FrequencyPenalty = 3 }, "ChatOptions.FrequencyPenalty" },
        { new ChatOptions { PresencePenalty = -3 }, "ChatOptions.PresencePenalty" },
        { new ChatOptions { StopSequences = [".", ""] }, "ChatOptions.StopSequences[1]" },
        { new ChatOptions { StopSequences = [null!] }, "ChatOptions.StopSequences[0]" },
        { new ChatOptions { StopSequences = ["a\uD83D"] }, "ChatOptions.StopSequences[0]" },
        { new ChatOptions { StopSequences = ["."], ResponseFormat = ChatResponseFormat.Json }, "ChatOptions.StopSequences" },
        { new ChatOptions { ConversationId = "1" }, "ChatOptions.ConversationId" },
        { new ChatOptions { ModelId = "another" }, "ChatOptions.ModelId" },
        { new ChatOptions { MaxOutputTokens = 0 }, "ChatOptions.MaxOutputTokens" },
        { new ChatOptions { ToolMode = ChatToolMode.RequireAny }, "ChatOptions.ToolMode" },
        { new ChatOptions { Tools = [Tool], ToolMode = ChatToolMode.RequireSpecific("other") }, "ChatOptions.ToolMode" },
        { new ChatOptions { Tools = [new HostedWebSearchTool()] }, "ChatOptions.Tools[0]" },
        { new ChatOptions { ContinuationToken = ResponseContinuationToken.FromBytes(new byte[] { 1 }) }, "ChatOptions.ContinuationToken" },
        { new ChatOptions { RawRepresentationFactory = _ => null }, "ChatOptions.RawRepresentationFactory" },
        { new ChatOptions { AdditionalProperties = new() { ["mirostat"] = 2 } }, "ChatOptions.AdditionalProperties[\"mirostat\"]" },
        { new ChatOptions { Reasoning = new() { Effort = ReasoningEffort.High } }, "ChatOptions.Reasoning.Effort" },
        { new ChatOptions { Reasoning = new() { Output = ReasoningOutput.Full } }, "ChatOptions.Reasoning.Output" },
    };

    [Theory, MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public async Task GetResponse_OptionThatCannotBeHonoured_IsRefusedByName(ChatOptions options, string where)
    {
        LocalModelException refused = await Assert.ThrowsAsync<LocalModelException>(() => SayAsync(models.Plain, options));
        Assert.Equal(("EA5503", where), (refused.Code, refused.Where));
        Assert.NotEmpty(refused.Fix);
    }

    [Fact]
    public void ChatOptions_EveryProperty_IsHonouredOrRefused()
    {
        string[] properties = [.. typeof(ChatOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => property.Name)];
        Assert.Equal(properties.Order(), Honoured.Concat(AlwaysRefused).Order());
        foreach (string name in AlwaysRefused)
            Assert.Contains(Refused, row => row.Data.Item2.StartsWith($"ChatOptions.{name}", StringComparison.Ordinal));
        Assert.Equal(["Effort", "Output"], typeof(ReasoningOptions).GetProperties().Select(property => property.Name).Order());
    }

    [Fact]
    public async Task GetResponse_OptionsThatChangeNothing_AreTaken()
    {
        string said = await SayAsync(models.Plain, new());
        Assert.Equal(said, await SayAsync(models.Plain, new()
        {
            AllowBackgroundResponses = true,
            ModelId = models.Plain.Package.Descriptor.Id,
            ResponseFormat = ChatResponseFormat.Text,
            StopSequences = [],
            AdditionalProperties = [],
            Reasoning = new() { Effort = ReasoningEffort.None, Output = ReasoningOutput.None },
            Seed = 3,
        }));
    }

    [Fact]
    public async Task GetResponse_TemplateThatMayReason_IsToldNotTo()
    {
        Assert.Equal("NoneoffHello", ChatRequest.Render(models.Thinking, [new(ChatRole.User, "Hello")], null, []));
        _ = await SayAsync(models.Thinking, new() { Reasoning = new() { Effort = ReasoningEffort.None } });
        LocalModelException refused = await Assert.ThrowsAsync<LocalModelException>(() => SayAsync(models.Thinking, new() { Reasoning = new() { Effort = ReasoningEffort.Low } }));
        Assert.Equal("ChatOptions.Reasoning.Effort", refused.Where);
    }

    private static async Task<string> SayAsync(LocalModel model, ChatOptions options)
    {
        using LocalChatClient client = new(model);
        options.MaxOutputTokens ??= 8;
        return (await client.GetResponseAsync([new(ChatRole.User, "Hello")], options, TestContext.Current.CancellationToken)).Text;
    }

    /// <summary>Two models of noise, one of them with a switch for reasoning in its template.</summary>
    public sealed class Model : IAsyncLifetime
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("edgeagent-options-").FullName;

        public LocalModel Plain { get; private set; } = null!;

        public LocalModel Thinking { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Plain = await RandomModels.LoadAsync(_folder, 1);
            Thinking = await RandomModels.LoadAsync(_folder, 2, template: "{{ tools }}{% if enable_thinking %}<think>{% elif enable_thinking is defined %}off{% endif %}{{ messages[0].content }}");
        }

        public ValueTask DisposeAsync()
        {
            Plain.Dispose();
            Thinking.Dispose();
            Directory.Delete(_folder, recursive: true);
            return ValueTask.CompletedTask;
        }
    }
}
