using EdgeAgent.Grammar;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Inference.Tests;

/// <summary>A scripted model that misspells what it should copy.</summary>
public sealed class SpanBonusTests
{
    private static readonly GrammarVocabulary Bytes = new(129, id => id < 128 ? new[] { (byte)id } : [], [], [128]);

    /// <summary>The model writes "cot" and then the quote, each a little more likely than what was said.</summary>
    private static float[] Misspelling(int[] tokens)
    {
        float[] logits = new float[129];
        string text = string.Concat(tokens.Skip(1).Select(id => (char)id));
        logits[text.Length < 4 ? "\"cot"[text.Length] : '"'] = 3;
        if (text.EndsWith('"') && text.Length > 1) logits[128] = 9;
        return logits;
    }

    private static (string Text, List<float> LogProbabilities) Decode(SpanBinding binding, float bonus, float wordBonus, params string[] said)
    {
        CompiledGrammar grammar = GrammarCompiler.Compile(SchemaDocument.Parse("""{"type": "string"}"""), Bytes, new GrammarOptions { Spans = binding }, TestContext.Current.CancellationToken);
        using ScriptedExecutor executor = new(129, Misspelling);
        DecodeLoop loop = new(executor, new DecodeOptions
        {
            EndIds = [128], Matcher = grammar.CreateMatcher(new ConversationSpans(said)), SpanBonus = bonus, SpanWordBonus = wordBonus, TellProbabilities = true, MaxTokens = 30,
        });
        DecodeStep step = loop.Prefill([0], TestContext.Current.CancellationToken);
        List<int> ids = [];
        List<float> told = [];
        while (true)
        {
            Assert.Equal(step.Tokens.Length, step.LogProbabilities.Length);
            ids.AddRange(step.Tokens);
            told.AddRange(step.LogProbabilities);
            if (step.Finish != FinishReason.None) break;
            step = loop.Step(TestContext.Current.CancellationToken);
        }
        return (string.Concat(ids.Where(id => id < 128).Select(id => (char)id)), told);
    }

    [Theory]
    [InlineData(SpanBinding.Off, 9f, 9f, "\"cot\"")]
    [InlineData(SpanBinding.Prefer, 0f, 0f, "\"cot\"")]
    [InlineData(SpanBinding.Prefer, 2f, 2f, "\"cot\"")] // less than what the model holds against it
    [InlineData(SpanBinding.Prefer, 0f, 4f, "\"cat\"")]
    [InlineData(SpanBinding.Prefer, 4f, 0f, "\"cot\"")] // for where words begin and end only
    [InlineData(SpanBinding.Require, 0f, 0f, "\"cat\"")]
    public void Step_WordThatWasSaid_IsCopiedAsBindingAndBonusSay(SpanBinding binding, float bonus, float wordBonus, string expected) =>
        Assert.Equal(expected, Decode(binding, bonus, wordBonus, "a cat sat").Text);

    [Theory]
    [InlineData(SpanBinding.Prefer)]
    [InlineData(SpanBinding.Require)]
    public void Step_NothingWasSaid_StringIsFree(SpanBinding binding) => Assert.Equal("\"cot\"", Decode(binding, 50, 50).Text);

    [Fact]
    public void LogProbabilities_TokenChosenForItsBonus_IsTheModels()
    {
        (string text, List<float> told) = Decode(SpanBinding.Prefer, 4, 4, "a cat sat");
        Assert.StartsWith("\"cat", text, StringComparison.Ordinal);
        Assert.True(float.IsNaN(told[0])); // the quote was forced
        int allowed = 128 - 32; // in a string, first byte: all but control characters
        Assert.Equal(3 - Math.Log(Math.Exp(3) + allowed - 1), told[1], 1e-4);
        Assert.Equal(-Math.Log(Math.Exp(3) + allowed - 1), told[2], 1e-4);
    }
}
