using System.Collections.Concurrent;
using System.Text.Json;
using EdgeAgent.Benchmarks.Rows;
using EdgeAgent.Models;
using EdgeAgent.TestData;
using EdgeAgent.Templates;

namespace EdgeAgent.EndToEnd.Tests.Rows;

/// <summary>
/// Each model of the manifest at its full width with random weights, two layers or so many that each kind is there, with its own template and its tokenizer or
/// the stand-in: it converts, loads, makes a required call that validates, and answers the call's result.
/// </summary>
public sealed class ManifestRowTests(ManifestRowTests.Tried tried, GemmaTokenizer gemma) : IClassFixture<ManifestRowTests.Tried>, IClassFixture<GemmaTokenizer>
{
    public static TheoryData<string> Ids => [.. ModelManifest.Embedded.Models.Select(static entry => entry.Id)];

    [Theory, MemberData(nameof(Ids))]
    public async Task Row_FullWidthWithRandomWeights_CallsAToolAndAnswersItsResult(string id)
    {
        ModelManifestEntry entry = ModelManifest.Embedded.Find(id);
        TriedRow row = await tried.GetAsync(entry, gemma);
        Assert.Null(RowTrial.Wrong(row.Turns));
        Assert.Equal(entry.Architecture with { Layers = 0, SlidingWindow = null }, row.Descriptor.Architecture with { Layers = 0, SlidingWindow = null });
        Assert.True(row.Descriptor.Architecture.Layers >= 2);
        Assert.NotEmpty(row.Descriptor.Tokens.Eos);
        Assert.True(row.Turns.Usage!.InputTokenCount > RowShape.Padding(entry.Architecture));
        CheckPrompts(row, entry);
    }

    private static void CheckPrompts(TriedRow row, ModelManifestEntry entry)
    {
        (string tool, string call, string result) = entry.ToolCalls!.Style == "functiongemma"
            ? ("<start_function_declaration>declaration:set_light{description:<escape>Sets a light.<escape>,parameters:{properties:{label:{type:<escape>STRING<escape>},",
                "<start_function_call>call:set_light{room:<escape>", "<end_function_call><start_function_response>response:set_light{value:<escape>{\"ok\": true, \"level\": 40}<escape>}<end_function_response>")
            : ("\"name\": \"set_light\"", "{\"name\": \"set_light\", \"arguments\": {\"room\": ", "<tool_response>\n{\"ok\": true, \"level\": 40}\n</tool_response>");
        Assert.Contains(tool, row.CallPrompt, StringComparison.Ordinal);
        Assert.Contains("You control a house.", row.CallPrompt, StringComparison.Ordinal);
        Assert.Contains("Set the kitchen light to 40.\n\nThank you.", row.CallPrompt, StringComparison.Ordinal);
        Assert.Contains(call, row.ReplyPrompt, StringComparison.Ordinal);
        Assert.Contains(result, row.ReplyPrompt, StringComparison.Ordinal);
        if (entry.Id == "qwen3-0.6b") Assert.EndsWith("<|im_start|>assistant\n<think>\n\n</think>\n\n", row.CallPrompt, StringComparison.Ordinal);
        if (entry.TemplateText is not string template || ChatTemplate.Compile(template).Uses("tools")) return;
        // A template that cannot show tools: the wording of the one that can stands in the system message.
        string shown = ChatPrompt.DefaultToolsWording[..ChatPrompt.DefaultToolsWording.IndexOf("{tools}", StringComparison.Ordinal)];
        Assert.Contains($"You control a house.\n\n{shown}", row.CallPrompt, StringComparison.Ordinal);
    }

    /// <summary>Rows that differ in nothing that is built share what was seen.</summary>
    public sealed class Tried
    {
        private readonly ConcurrentDictionary<string, Lazy<Task<TriedRow>>> _rows = new();

        internal Task<TriedRow> GetAsync(ModelManifestEntry entry, GemmaTokenizer gemma)
            => _rows.GetOrAdd(Built(entry), _ => new(() => RunAsync(entry, gemma))).Value;

        private static string Built(ModelManifestEntry entry)
            => JsonSerializer.Serialize(new { entry.Architecture, entry.TemplateText, entry.Tokens, entry.ToolCalls, entry.StandIn, Own = entry.StandIn is null ? entry.Id : null });

        private static async Task<TriedRow> RunAsync(ModelManifestEntry entry, GemmaTokenizer gemma)
        {
            string? file = entry.StandIn?.Tokenizer == "gemma3" ? await gemma.FileAsync : null;
            RowPlaces places = new(SharedData.Require("goldens"), SharedData.InRepository("models"), file);
            return await TriedRow.RunAsync(entry, places, TestContext.Current.CancellationToken);
        }
    }
}
