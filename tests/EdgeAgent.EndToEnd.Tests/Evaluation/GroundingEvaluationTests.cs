using EdgeAgent.Agents;
using EdgeAgent.Evaluation;
using EdgeAgent.Evaluation.Grounding;
using EdgeAgent.Inference;
using EdgeAgent.TestData;

namespace EdgeAgent.EndToEnd.Tests.Evaluation;

/// <summary>The measuring itself: modes, ranking, and logits that are computed once.</summary>
public sealed class GroundingEvaluationTests(DefaultModel models)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("off", "off")]
    [InlineData("require", "require")]
    [InlineData("prefer:4", "prefer:4:4")]
    [InlineData("prefer:4:20", "prefer:4:20")]
    [InlineData("prefer", null)]
    [InlineData("prefer:-1", null)]
    [InlineData("prefer:1:x", null)]
    [InlineData("", null)]
    public void Parse_Mode_IsReadOrRefused(string text, string? expected) => Assert.Equal(expected, GroundingMode.Parse(text)?.ToString());

    private static GroundingOutcome Outcome(Verdict verdict, double confidence) => new(0, "c", true, "off", verdict, [(1, confidence)], "");

    [Fact]
    public void Auc_Ranking_IsTheShareOfPairsInOrder()
    {
        GroundingOutcome[] outcomes = [Outcome(Verdict.Right, 0.9), Outcome(Verdict.Right, 0.5), Outcome(Verdict.WrongArguments, 0.5), Outcome(Verdict.WrongName, 0.6)];
        Assert.Equal((1 + 1 + 0.5 + 0) / 4, RankQuality.Auc(outcomes, outcome => outcome.Confidence));
    }

    [Fact]
    public void ToJson_Outcome_IsReadAsItWas()
    {
        GroundingOutcome outcome = new(3, "t0003", true, "prefer:4:20", Verdict.WrongArguments, [(1, 0.25), (0.5, 0.75)], "è");
        GroundingOutcome read = GroundingOutcome.Read(System.Text.Json.JsonDocument.Parse(outcome.ToJson()).RootElement);
        Assert.Equal(outcome.Confidences, read.Confidences);
        Assert.Equal(outcome, read with { Confidences = outcome.Confidences });
        Assert.Equal(0.25, read.Confidence);
    }

    [Fact]
    public async Task RunAsync_AgainFromTheStore_ComputesNothingAndAnswersTheSame()
    {
        string folder = Directory.CreateTempSubdirectory("edgeagent-grounding-").FullName;
        try
        {
            LocalModel model = await models.LoadOnceAsync();
            FunctionCallingCase[] cases = [CaseFile.Read(SharedData.InRepository("tests", "data", "function-calling-60.jsonl"), 60, FunctionCallingCase.Read).First(c => c.Expected.Calls.Count > 0)];
            using LogitsStore first = new(folder, "case", model.Loaded.Package.Descriptor.Architecture.Vocabulary);
            (string answer, int computed) = await AnswerAsync(model, cases[0], first);
            (string again, int none) = await AnswerAsync(model, cases[0], first);
            Assert.Equal((answer, 0), (again, none));
            Assert.True(computed > 1);
            first.Dispose();
            using LogitsStore reopened = new(folder, "case", model.Loaded.Package.Descriptor.Architecture.Vocabulary);
            Assert.Equal((answer, 0), await AnswerAsync(model, cases[0], reopened));

            using LocalChatClient client = new(model);
            ModelAnswer direct = await ModelAnswer.GetAsync(client, cases[0].Messages, cases[0].Tools, constrained: true, Stop);
            Assert.Equal(direct.Raw, answer);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(string Answer, int Computed)> AnswerAsync(LocalModel model, FunctionCallingCase @case, LogitsStore store)
    {
        using ModelExecutor computing = model.Loaded.CreateExecutor();
        using StoredExecutor executor = new(computing);
        executor.Use(store);
        LocalChatClient client = new(model, new LocalChatOptions(), executor);
        ModelAnswer answer = await ModelAnswer.GetAsync(client, @case.Messages, @case.Tools, constrained: true, Stop);
        return (answer.Raw, executor.Computed);
    }
}
