using System.Globalization;
using System.Text.Json;
using EdgeAgent.Agents.Audit;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Tests.Chaos;

/// <summary>Thousands of random turns over handlers, approvers, readers and models that misbehave: no turn is lost, no call is forged, no
/// task is left, and the audit log has it all.</summary>
public class ChaosTests(ITestOutputHelper output)
{
    private const int TurnsOfAConversation = 10;
    private const int AtATime = 50;

    /// <summary>EDGE_AGENT_CHAOS_TURNS and EDGE_AGENT_CHAOS_SEED choose others.</summary>
    private static int Turns => FromEnvironment("EDGE_AGENT_CHAOS_TURNS", 10_000);

    private static int Seed => FromEnvironment("EDGE_AGENT_CHAOS_SEED", 7);

    [Fact(Timeout = 300_000)]
    public async Task RunAsync_RandomTurnsOverBrokenHandlers_NothingIsLostForgedOrLeft()
    {
        ChaosRun run = new();
        Task all = Parallel.ForAsync(0, Turns / TurnsOfAConversation, new ParallelOptions { MaxDegreeOfParallelism = AtATime }, async (i, _) =>
            await run.ConverseAsync(new Random(Seed + i), Enumerable.Range(i * TurnsOfAConversation, TurnsOfAConversation)));
        await run.Clock.AdvanceUntilAsync(all, TimeSpan.FromMilliseconds(20), TimeSpan.FromDays(10));
        await all;
        await run.Clock.AdvanceUntilAsync(WhenNothingRunsAsync(run)); // those left behind end by themselves

        Report(run);
        Assert.Equal(Turns, run.Endings.Values.Sum());
        AssertNothingLeft(run);
        AssertHandlersRanOnlyWhatWasAsked(run);
        AssertAuditIsComplete(run);
        AssertEverythingHappened(run);
    }

    private static async Task WhenNothingRunsAsync(ChaosRun run)
    {
        while (run.Running > 0 || run.Tools.Inside > 0) await Task.Delay(1, Turn.Token);
    }

    private static void AssertNothingLeft(ChaosRun run) => Assert.Equal((0, 0, 0), (run.Running, run.Tools.Inside, run.Clock.ActiveTimers));

    private static void AssertHandlersRanOnlyWhatWasAsked(ChaosRun run)
    {
        foreach ((int x, (string tool, int runs)) in run.Tools.Ran)
        {
            Assert.Equal(run.Scripted[x], tool);
            Assert.InRange(runs, 1, tool is "throw" or "slow" ? 3 : 1); // only what may be repeated was
        }
        Assert.All(run.Tools.Changed.Values, n => Assert.Equal(1, n));
        Assert.All(run.Tools.Ran.Where(r => r.Value.Tool == "unlock"), r => Assert.True(run.Approved[r.Key]));
        Assert.DoesNotContain(run.Tools.Ran.Values, r => r.Tool == "denied");
    }

    private static void AssertAuditIsComplete(ChaosRun run)
    {
        ILookup<(string, string), ToolAuditRecord> byCall = run.Log.Records.ToLookup(r => (r.ConversationId, r.CallId));
        int calls = 0;
        foreach (AgentConversation conversation in run.Conversations)
        {
            foreach (FunctionCallContent call in conversation.Messages.SelectMany(m => m.Contents.OfType<FunctionCallContent>()))
            {
                calls++;
                ToolAuditRecord[] steps = [.. byCall[(conversation.Id, call.CallId)]];
                Assert.Single(steps, s => s.Step == ToolAuditStep.Ended);
                Assert.Equal(ToolAuditStep.Ended, steps[^1].Step);
                bool started = steps.Count(s => s.Step == ToolAuditStep.Started) == 1;
                Assert.Equal(started ? 2 : 1, steps.Count(s => s.Step != ToolAuditStep.Asked));
                bool ran = call.Arguments!["x"] is JsonElement { ValueKind: JsonValueKind.Number } x && run.Tools.Ran.ContainsKey(x.GetInt32());
                bool answered = steps[^1] is { Outcome: ToolAuditOutcome.Succeeded } or { Failure: ToolFailure.HandlerFailed };
                Assert.True(started ? ran || !answered : !ran, $"{call.Name} {call.CallId}: started {started}, ran {ran}, {steps[^1]}");
            }
        }
        Assert.Equal(byCall.Count, calls); // nothing is recorded that no model asked for
    }

    /// <summary>Chaos that does not reach a way of failing proves nothing about it.</summary>
    private static void AssertEverythingHappened(ChaosRun run)
    {
        HashSet<ToolFailure?> failures = [.. run.Log.Records.Select(r => r.Failure)];
        Assert.Equal([ToolFailure.LimitReached, ToolFailure.NotRecorded], Enum.GetValues<ToolFailure>().Where(f => !failures.Contains(f)));
        Assert.Contains(run.Log.Records, r => r.HandlerAbandoned is true);
        Assert.Contains(run.Log.Records, r => r.Outcome == ToolAuditOutcome.FellBack);
        foreach (string ending in (string[])["Completed", "resumed Completed", "cancelled", "walked away", "model broke off", "approver threw"])
            Assert.True(run.Endings.ContainsKey(ending), ending);
        Assert.Equal(
            ["answer", "big", "forge", "half", "hang", "often", "read", "set", "slow", "stale", "stubborn", "throw", "unlock"],
            run.Tools.Ran.Values.Select(r => r.Tool).Distinct().Order());
    }

    private void Report(ChaosRun run)
    {
        foreach ((string ending, int count) in run.Endings.OrderByDescending(e => e.Value)) output.WriteLine($"{count,8} {ending}");
        foreach (IGrouping<string, ToolAuditRecord> outcome in run.Log.Records.Where(r => r.Step == ToolAuditStep.Ended)
            .GroupBy(r => $"{r.Outcome} {r.Failure}").OrderByDescending(g => g.Count())) output.WriteLine($"{outcome.Count(),8} {outcome.Key}");
    }

    private static int FromEnvironment(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : otherwise;
}
