using System.Diagnostics;
using System.Text.Json;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Tests.Differential;

/// <summary>Masks beside a slow and obvious reading of the schemas' own keywords, at every prefix of the official suite's and of real instances.</summary>
/// <remarks>The reference shares nothing with the engine: it goes through schemas keyword by keyword and knows no automata. Schemas with keywords that it does
/// not know are left out, and counted. Of the real schemas (MaskBench's part for development) every eighth is taken; all of them, in both key orders, with
/// EDGE_AGENT_DIFFERENTIAL=all.</remarks>
public class DifferentialTests(ITestOutputHelper output)
{
    private const int MaxBytes = 400;

    private static readonly GrammarOptions s_declared = new() { EnforceFormats = false };
    private static readonly GrammarOptions s_any = new() { EnforceFormats = false, KeyOrder = KeyOrder.Any, Undeclared = UndeclaredProperties.AsTheSchemaSays };

    [Fact]
    public void FillMask_AtEveryPrefixOfFiveThousandInstances_IsWhatTheReferenceReads()
    {
        DifferentialRun run = new(new Random(6));
        foreach ((string draft, int number, SchemaDraft @default) in new[]
        {
            ("draft4", 4, SchemaDraft.Draft4), ("draft6", 6, SchemaDraft.Draft6), ("draft7", 7, SchemaDraft.Draft7),
            ("draft2019-09", 2019, SchemaDraft.Draft201909), ("draft2020-12", 2020, SchemaDraft.Draft202012),
        })
        {
            (List<JsonElement> groups, Dictionary<string, JsonElement> remotes) = SharedRows.OfficialSuite(draft);
            SchemaDocumentOptions reading = new() { DefaultDraft = @default, Documents = remotes };
            foreach (JsonElement group in groups)
                foreach (GrammarOptions options in new[] { s_declared, s_any })
                    run.Add($"{draft} {group.GetProperty("file").GetString()} / {group.GetProperty("description").GetString()}", group, number, reading, options, MaxBytes);
        }
        output.WriteLine($"official suite: {run}");
        long start = Stopwatch.GetTimestamp();
        int row = 0;
        bool all = Environment.GetEnvironmentVariable("EDGE_AGENT_DIFFERENTIAL") == "all";
        foreach (JsonElement line in SharedRows.Of("maskbench-dev.jsonl.gz"))
        {
            GrammarOptions[] settings = all ? [s_declared, s_any] : row % 8 != 0 ? [] : row % 16 == 0 ? [s_declared] : [s_any];
            foreach (GrammarOptions options in settings) run.Add(line.GetProperty("id").GetString()!, line, 0, new SchemaDocumentOptions(), options, all ? 2000 : MaxBytes);
            row++;
        }
        output.WriteLine($"and MaskBench: {run} in {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s");
        output.WriteLine($"not known to the reference: {string.Join("; ", run.NotKnown.OrderByDescending(p => p.Value).Select(p => $"{p.Key} {p.Value}"))}");
        output.WriteLine($"refused by the engine: {string.Join("; ", run.Refused.Select(p => $"{p.Key} {p.Value}"))}");
        foreach (string difference in run.Differences.Take(40)) output.WriteLine(difference);
        Assert.Empty(run.Differences);
        Assert.True(run.Instances >= 5000, $"{run.Instances} instances");
    }
}
