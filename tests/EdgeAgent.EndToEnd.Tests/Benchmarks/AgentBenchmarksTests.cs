using EdgeAgent.Agents;
using EdgeAgent.Benchmarks;
using EdgeAgent.Benchmarks.Microbenchmarks;

namespace EdgeAgent.EndToEnd.Tests;

/// <summary>The agent's benchmarks measure what their names say.</summary>
public sealed class AgentBenchmarksTests
{
    [Fact]
    public async Task Loop_EachTurn_MakesTheCallsThatItIsNamedFor()
    {
        LoopBenchmarks loop = new();
        Assert.Equal(4, await loop.ClientAlone());
        foreach ((AgentTurnResult turn, int calls) in new[]
            { (await loop.Text(), 0), (await loop.TextInFiftyPieces(), 0), (await loop.OneCall(), 1), (await loop.FourCalls(), 4), (await loop.FourCallsAtOnce(), 4) })
        {
            Assert.Equal((StopReason.Completed, calls), (turn.StopReason, turn.ToolCalls.Count(call => call is ToolCallSucceeded)));
        }
    }

    [Fact]
    public async Task Users_EachOperation_DoesWhatItIsNamedFor()
    {
        UsersBenchmarks users = new();
        int whole = users.U1_ReadAnswerWithTwoCalls();
        Assert.Equal(4, whole); // thought, text, two calls
        Assert.True(users.U1_ReadItCharacterByCharacter() >= whole);
        Assert.Equal((1, 1), (users.U2_ReadArgumentOfTenKilobytes(), users.U3_RepairANumberInAString()));
        Assert.True(users.U4_ReadBrokenAnswer() >= 1);
        Assert.Equal(System.Text.Json.JsonValueKind.Object, users.PartialArguments());
        Assert.InRange(await users.U15_FitThreeHundredMessages(), 1_000, 4_096);
        Assert.InRange(await users.U16_FindToolsOfAHundred(), 10, 100);
        AgentTurnResult stopped = await users.U20_TurnThatALimitEnds();
        Assert.Equal((StopReason.MaxModelCalls, 8, 8), (stopped.StopReason, stopped.ModelCalls, stopped.ToolCalls.Count(call => call is ToolCallSucceeded)));
        AgentTurnResult resumed = await users.U21_ApprovalSavedAndResumed();
        Assert.Equal(StopReason.Completed, resumed.StopReason);
        Assert.IsType<ToolCallSucceeded>(Assert.Single(resumed.ToolCalls));
        Assert.IsType<ToolCallSucceeded>((await users.U22_DispatchUnderPolicies()).Outcome);
    }

    [Fact]
    public void Bench_GrammarWithoutATokenizer_IsRefused()
    {
        using StringWriter output = new(), error = new();
        Assert.Equal(2, BenchmarksCommand.Run(["bench", "FillMask"], output, error));
        Assert.Contains("--tokenizer", error.ToString(), StringComparison.Ordinal);
    }
}
