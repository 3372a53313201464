using System.Globalization;
using EdgeAgent.Evaluation;
using EdgeAgent.TestData;

namespace EdgeAgent.EndToEnd.Tests.Evaluation;

/// <summary>The sixty stored cases on the embedded model: a change of the runtime that costs answers is seen here.</summary>
public sealed class SmokeSuiteTests(DefaultModel models)
{
    /// <summary>Cases that may be lost before the suite fails: int8 activations turn near-ties, differently on other processors.</summary>
    private const int Tolerated = 5;

    [Fact]
    public async Task SixtyCases_OnTheEmbeddedModel_AreRightAsOftenAsStored()
    {
        IReadOnlyList<FunctionCallingCase> cases = CaseFile.Read(SharedData.InRepository("tests", "data", "function-calling-60.jsonl"), null, FunctionCallingCase.Read);
        Assert.Equal(60, cases.Count);
        int stored = int.Parse(await File.ReadAllTextAsync(SharedData.InRepository("tests", "data", "function-calling-60.score.txt"),
            TestContext.Current.CancellationToken), CultureInfo.InvariantCulture);
        using LocalChatClient client = new(await models.LoadOnceAsync());
        CaseRunner runner = new(client, plain: null, constrained: true);
        List<Outcome> outcomes = [];
        foreach (FunctionCallingCase @case in cases) outcomes.Add(await runner.RunAsync(@case, TestContext.Current.CancellationToken));

        Assert.Empty(outcomes.SelectMany(outcome => outcome.InvalidCalls));
        int right = outcomes.Count(outcome => outcome.Verdict == Verdict.Right);
        string wrong = string.Join("; ", outcomes.Where(outcome => outcome.Verdict != Verdict.Right).Select(outcome => $"{outcome.Id} {outcome.Verdict}"));
        Assert.True(right >= stored - Tolerated, $"{right} of 60 are right, {stored} are stored. Wrong: {wrong}");
        TestContext.Current.SendDiagnosticMessage($"{right} of 60 right ({stored} stored).");
    }
}
