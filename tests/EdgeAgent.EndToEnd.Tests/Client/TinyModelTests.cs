using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.Conversion;
using EdgeAgent.Models;
using EdgeAgent.Templates;
using EdgeAgent.TestData;
using Microsoft.Extensions.AI;

namespace EdgeAgent.EndToEnd.Tests.Client;

/// <summary>A tiny checkpoint with the tokenizer that fits it: text to text, the whole road in milliseconds.</summary>
public sealed class TinyModelTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("edgeagent-tiny-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Prompt_OfTheGoldenChats_HasTheirTextAndIds()
    {
        using LocalModel model = await LoadAsync("nesso-tiny");
        foreach (string line in File.ReadLines(SharedData.Require("goldens", "tokenizers-tiny", "chat.jsonl")))
        {
            JsonObject chat = JsonNode.Parse(line)!.AsObject();
            string prompt = model.Prompt.Render(new ChatTemplateInput
            {
                Messages = chat["messages"]!.AsArray(),
                Tools = chat["tools"]?.AsArray(),
                AddGenerationPrompt = (bool)chat["add_generation_prompt"]!,
                BosToken = model.BosToken,
                EosToken = model.EosToken,
            });
            int[] ids = ChatRequest.Encode(model, prompt), golden = [.. chat["ids"]!.AsArray().Select(id => (int)id!)];
            bool forged = prompt.Contains('\uFDD0', StringComparison.Ordinal); // the golden is a plain encode; the guarded prompt must differ there
            Assert.Equal(forged, !ids.SequenceEqual(golden));
            if (!forged) Assert.Equal((string)chat["text"]!, prompt);
        }
    }

    [Theory]
    [InlineData("nesso-tiny")]
    [InlineData("zagreus-tiny")]
    [InlineData("llama2-tiny")]
    [InlineData("llama3-anita-tiny")]
    [InlineData("llama32-tiny")]
    [InlineData("mistral-tiny")]
    [InlineData("apt3-tiny")]
    public async Task GetResponse_RequiredCallOfEveryFamily_IsOneOfTheSchema(string family)
    {
        using LocalModel model = await LoadAsync(family);
        using LocalChatClient client = new(model);
        AIFunctionDeclaration tool = AIFunctionFactory.CreateDeclaration("set", "Sets a level", JsonDocument.Parse(
            """{"type": "object", "properties": {"level": {"type": "integer", "minimum": 0, "maximum": 9}, "on": {"type": "boolean"}}, "required": ["level", "on"]}""").RootElement);
        ChatResponse response = await client.GetResponseAsync([new(ChatRole.User, "Set the level to 4")],
            new ChatOptions { Tools = [tool], ToolMode = ChatToolMode.RequireAny, AllowMultipleToolCalls = false }, TestContext.Current.CancellationToken);
        FunctionCallContent call = Assert.Single(response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>());
        Assert.InRange(((JsonElement)call.Arguments!["level"]!).GetInt32(), 0, 9);
        Assert.True(((JsonElement)call.Arguments["on"]!).ValueKind is JsonValueKind.True or JsonValueKind.False);
    }

    [Theory]
    [InlineData("{% if messages[0].role == 'system' %}{{ raise_exception('no system') }}{% endif %}{% for m in messages %}{{ m.content }}|{% endfor %}")]
    [InlineData("{% for m in messages if m.role != 'system' %}{{ m.content }}|{% endfor %}")]
    public async Task Prompt_TemplateWithoutASystemTurn_PutsItsTextIntoTheFirstUserMessage(string template)
    {
        string file = Path.Combine(_folder, "no-system.jinja");
        await File.WriteAllTextAsync(file, template, TestContext.Current.CancellationToken);
        using LocalModel model = await LoadAsync("zagreus-tiny", file);
        string prompt = ChatRequest.Render(model, [new(ChatRole.System, "Be brief."), new(ChatRole.User, "Hello")], null, []);
        Assert.Contains("Be brief.", prompt, StringComparison.Ordinal);
        Assert.EndsWith("Hello|", prompt, StringComparison.Ordinal);
        Assert.Equal(1, prompt.Count(c => c == '|'));
    }

    [Fact]
    public async Task LoadAsync_PackageOfIdsOnly_SaysWhatIsMissing()
    {
        ModelPackage package = await Converter.ConvertAsync(new ConversionOptions { Random = RandomModel.Of(RandomModel.Tiny), Destination = Path.Combine(_folder, "ids") },
            cancellationToken: TestContext.Current.CancellationToken);
        LocalModelException refused = await Assert.ThrowsAsync<LocalModelException>(() => LocalModel.LoadAsync(package, null, TestContext.Current.CancellationToken));
        Assert.Equal("EA5501", refused.Code);
        Assert.Contains("tokenizer", refused.What, StringComparison.Ordinal);
    }

    private async Task<LocalModel> LoadAsync(string family, string? template = null)
    {
        ModelPackage package = await Converter.ConvertAsync(new ConversionOptions
        {
            Source = SharedData.Require("goldens", "models", "tiny", family),
            Destination = Path.Combine(_folder, family),
            Tokenizer = SharedData.Require("goldens", "tokenizers-tiny"),
            ChatTemplate = template ?? SharedData.Require("goldens", "tokenizers-tiny", "chat_template.jinja"),
            MaxLength = 2048,
        });
        return await LocalModel.LoadAsync(package);
    }
}
