using EdgeAgent.Grammar;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Inference.Tests;

/// <summary>A grammar that allows no token, as of a schema that no value satisfies and whose compiler cannot see that.</summary>
public class DeadEndTests
{
    [Fact]
    public void Step_GrammarAllowsNothing_IsAnErrorThatShowsTheText()
    {
        GrammarVocabulary vocabulary = new(129, id => id < 128 ? new[] { (byte)id } : [], [], [128]);
        CompiledGrammar grammar = GrammarCompiler.Compile(
            SchemaDocument.Parse("""{"type": "array", "prefixItems": [{"enum": ["a"]}, {"enum": ["a"]}], "items": false, "minItems": 2, "uniqueItems": true}"""), vocabulary,
            cancellationToken: TestContext.Current.CancellationToken);
        using ScriptedExecutor executor = new(129, _ => new float[129]);
        DecodeLoop loop = new(executor, new DecodeOptions { EndIds = [128], Matcher = grammar.CreateMatcher(), MaxTokens = 30 });

        InferenceException error = Assert.Throws<InferenceException>(() =>
        {
            DecodeStep step = loop.Prefill([0], TestContext.Current.CancellationToken);
            while (step.Finish == FinishReason.None) step = loop.Step(TestContext.Current.CancellationToken);
        });

        Assert.Equal("EA5008", error.Code);
        Assert.StartsWith("byte 0 of the answer", error.Where, StringComparison.Ordinal);
    }
}
