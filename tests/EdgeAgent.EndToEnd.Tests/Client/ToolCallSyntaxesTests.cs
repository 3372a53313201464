using EdgeAgent.EndToEnd.Tests.RandomWeights;
using EdgeAgent.Grammar;
using EdgeAgent.Models;

namespace EdgeAgent.EndToEnd.Tests.Client;

public sealed class ToolCallSyntaxesTests
{
    [Fact]
    public void Of_TextsOfTheFamilies_AreThoseOfTheGrammar()
    {
        Same(ToolCallSyntax.Hermes, Of("hermes"));
        Same(ToolCallSyntax.Qwen3Coder, Of("qwen3-coder"));
        Same(ToolCallSyntax.FunctionGemma, Of("functiongemma"));
        Same(ToolCallSyntax.Mistral, Of("mistral"));
        Same(ToolCallSyntax.Mistral with { BeforeCalls = "[" }, Of("mistral-tekken"));
        Same(ToolCallSyntax.Llama3, Of("llama3"));
        Same(ToolCallSyntax.Llama3 with { OptionalPrefix = null }, Of("llama3-plain"));
        Same(ToolCallSyntax.Hermes, ToolCallSyntaxes.Of(null, showsTools: false, ""));

        static ToolCallSyntax Of(string style) => ToolCallSyntaxes.Of(CallStyles.Of(style), showsTools: true, "");

        static void Same(ToolCallSyntax expected, ToolCallSyntax found)
        {
            Assert.Equal(expected.SpecialTokens, found.SpecialTokens);
            Assert.Equal(expected with { SpecialTokens = [] }, found with { SpecialTokens = expected.SpecialTokens } with { SpecialTokens = [] }, (a, b) => a.ToString() == b.ToString());
        }
    }

    public static TheoryData<string, string, string, bool, string> Faulty => new()
    {
        { "functionary", "<f>", "</f>", true, "toolCalls.style" },
        { "mistral", "[TOOL_CALLS]", "[/TOOL_CALLS]", true, "toolCalls.closing" },
        { "llama3", "", "<|eom_id|>", true, "toolCalls.closing" },
        { "hermes", "", "</tool_call>", true, "toolCalls" },
        { "qwen3-coder", "<tool_call>", "", true, "toolCalls" },
        { "mistral", "[TOOL_CALLS]", "", false, "toolCalls.style" },
    };

    [Theory, MemberData(nameof(Faulty))]
    public void Of_FormatThatCannotBeServed_IsRefusedWithItsPlace(string style, string opening, string closing, bool showsTools, string where)
    {
        ToolCallFormat format = new() { Style = style, Opening = opening, Closing = closing, Trained = true };
        LocalModelException refused = Assert.Throws<LocalModelException>(() => ToolCallSyntaxes.Of(format, showsTools, "edge-agent.json"));
        Assert.Equal(("EA5504", $"edge-agent.json, {where}"), (refused.Code, refused.Where));
        Assert.NotEmpty(refused.Fix);
    }

    [Fact]
    public async Task LoadAsync_StyleThatIsNotKnown_IsRefusedBeforeAnythingRuns()
    {
        string folder = Directory.CreateTempSubdirectory("edgeagent-style-").FullName;
        try
        {
            LocalModelException refused = await Assert.ThrowsAsync<LocalModelException>(() => RandomModels.LoadAsync(folder, 1, CallStyles.Of("functionary")));
            Assert.Equal("EA5504", refused.Code);
            Assert.Contains("qwen3-coder", refused.Fix, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
