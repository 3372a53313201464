using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.Models;
using EdgeAgent.TestData;
using EdgeAgent.Templates;
using Microsoft.Extensions.AI;

namespace EdgeAgent.EndToEnd.Tests.Client;

/// <summary>Packages of other tools, unchanged, on the whole road: template, tokenizer, grammar, tool call.</summary>
public sealed class ForeignPackageChatTests
{
    public static TheoryData<string, string> Packages => new()
    {
        { "genai-int4", "genai-int4" },
        { "genai-int4-asym", "genai-int4-asym" },
        { "optimum-fp32", "optimum-fp32" },
        { "transformersjs#q4", "transformersjs-q4" },
        { "transformersjs#fp16", "transformersjs-fp16" },
    };

    [Theory]
    [InlineData("genai-int4")]
    [InlineData("genai-int4-asym")]
    [InlineData("optimum-fp32")]
    [InlineData("transformersjs#q4")]
    [InlineData("transformersjs#fp16")]
    public async Task GetResponse_RequiredCall_IsOneOfTheSchema(string package)
    {
        using LocalModel model = await LoadAsync(package);
        using LocalChatClient client = new(model);
        AIFunctionDeclaration tool = AIFunctionFactory.CreateDeclaration("set", "Sets a level", JsonDocument.Parse(
            """{"type": "object", "properties": {"level": {"type": "integer", "minimum": 0, "maximum": 9}, "on": {"type": "boolean"}}, "required": ["level", "on"]}""").RootElement);
        ChatOptions options = new() { Tools = [tool], ToolMode = ChatToolMode.RequireAny, AllowMultipleToolCalls = false };
        for (int turn = 0; turn < 2; turn++) // the second finds its prompt in the key-value cache
        {
            ChatResponse response = await client.GetResponseAsync([new(ChatRole.User, "Set the level to 4")], options, TestContext.Current.CancellationToken);
            FunctionCallContent call = Assert.Single(response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>());
            Assert.InRange(((JsonElement)call.Arguments!["level"]!).GetInt32(), 0, 9);
            Assert.True(((JsonElement)call.Arguments["on"]!).ValueKind is JsonValueKind.True or JsonValueKind.False);
            Assert.Equal(turn == 1, response.Usage!.CachedInputTokenCount > 0);
        }
    }

    [Theory, MemberData(nameof(Packages))]
    public async Task Prompt_OfTheGoldens_HasTheirTextAndIds(string package, string golden)
    {
        using LocalModel model = await LoadAsync(package);
        JsonNode goldens = JsonNode.Parse(await File.ReadAllTextAsync(SharedData.Require("goldens", "packages", golden + ".goldens.json"), TestContext.Current.CancellationToken))!;
        foreach (JsonNode? prompt in goldens["prompts"]!.AsArray().Where(one => (string)one!["name"]! is "plain" or "tools" or "result"))
        {
            string text = model.Prompt.Render(new ChatTemplateInput
            {
                Messages = prompt!["messages"]!.AsArray(),
                Tools = prompt["tools"]?.AsArray(),
                AddGenerationPrompt = true,
                BosToken = model.BosToken,
                EosToken = model.EosToken,
            });
            Assert.Equal((string)prompt["text"]!, text);
            Assert.Equal(prompt["ids"]!.AsArray().Select(id => (int)id!), ChatRequest.Encode(model, text));
        }
    }

    private static async Task<LocalModel> LoadAsync(string package)
    {
        using ModelStore store = new();
        string[] parts = package.Split('#');
        string path = string.Join('#', [SharedData.Require("goldens", "packages", parts[0]), .. parts[1..]]);
        return await LocalModel.LoadAsync(await store.GetAsync(path));
    }
}
