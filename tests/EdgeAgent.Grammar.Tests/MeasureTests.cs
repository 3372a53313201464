using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Tests;

/// <summary>What masks cost on a vocabulary of 128,000 tokens: printed, not judged; only what does not depend on the machine is asserted.</summary>
public class MeasureTests(ITestOutputHelper output)
{
    private static readonly string[] Calls =
    [
        "Certo, controllo subito.\n<tool_call>\n{\"name\": \"get_weather_3\", \"arguments\": {\"city\": \"Reggio nell'Emilia\", \"days\": 3, \"unit\": \"celsius\"}}\n</tool_call>",
        "<tool_call>\n{\"name\": \"send_message_1\", \"arguments\": {\"to\": [\"Anna\", \"Luca Bianchi\"], \"text\": \"Ciao! Arrivo alle 8, perché il treno è in ritardo; \\\"a dopo\\\".\", \"options\": {\"urgent\": true, \"delay\": 2.5}}}\n</tool_call>",
        "<tool_call>\n{\"name\": \"send_message_0\", \"arguments\": {\"to\": [\"x\"], \"text\": \"1\", \"extra\": {\"a\": [1, 2, {\"b\": null}], \"note\": \"libero\"}}}\n</tool_call>",
    ];

    /// <summary>CPU time of this thread where the platform tells (Linux), so that others on the machine do not count; else the clock.</summary>
    private static double Microseconds()
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess) return Stopwatch.GetTimestamp() * 1e6 / Stopwatch.Frequency;
        _ = GetTime(3, out TimeSpec time); // CLOCK_THREAD_CPUTIME_ID
        return (time.Seconds * 1e6) + (time.Nanoseconds / 1e3);
    }

    [DllImport("libc", EntryPoint = "clock_gettime"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    private static ToolSet Tools(int count) => new(Enumerable.Range(0, count).Select(i => i % 2 == 0
        ? new ToolDefinition($"send_message_{i / 2}", SchemaDocument.Parse("""
            {"type": "object", "properties": {"to": {"type": "array", "items": {"type": "string"}}, "text": {"type": "string", "maxLength": 100}, "options": {"type": "object",
            "properties": {"urgent": {"type": "boolean"}, "delay": {"type": "number"}}}, "extra": {"type": "object"}}, "required": ["to", "text"]}
            """))
        : new ToolDefinition($"get_weather_{i / 2}", SchemaDocument.Parse("""
            {"type": "object", "properties": {"city": {"type": "string"}, "days": {"type": "integer", "minimum": 1, "maximum": 16}, "unit": {"enum": ["celsius", "fahrenheit"]}}, "required": ["city"]}
            """))));

    [Fact]
    public void FillMask_Llama3Vocabulary_CostAndAllocation()
    {
        GrammarVocabulary vocabulary = Vocabularies.Of("llama3");
        double start = Microseconds();
        _ = new GrammarVocabulary(vocabulary.Size, id => vocabulary.Trie.BytesOf(id).ToArray(), [], []);
        output.WriteLine($"vocabulary of {vocabulary.Size:N0}: prepared in {(Microseconds() - start) / 1000:F0} ms, {vocabulary.Trie.Nodes.Length:N0} nodes");
        foreach (int count in (int[])[8, 200, 200, 200, 8, 8])
        {
            ToolSet tools = Tools(count);
            start = Microseconds();
            CompiledGrammar compiled = GrammarCompiler.Compile(tools, vocabulary, null, TestContext.Current.CancellationToken);
            output.WriteLine($"{count} tools: compiled in {(Microseconds() - start) / 1000:F2} ms, {compiled.StateCount:N0} states");
        }
        CompiledGrammar grammar = GrammarCompiler.Compile(Tools(8), vocabulary, null, TestContext.Current.CancellationToken);
        ulong[] words = new ulong[vocabulary.WordCount];
        GrammarMatcher matcher = grammar.CreateMatcher();
        List<double> masks = [], accepts = [], forced = [];
        long allocated = 0;
        (double Time, string After) slowest = (0, ""), slowestForced = (0, "");
        for (int round = 0; round < 40; round++)
        {
            foreach (string call in Calls)
            {
                matcher.Rollback(matcher.TokenCount);
                long before = GC.GetAllocatedBytesForCurrentThread();
                for (ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(call); !rest.IsEmpty;)
                {
                    int id = Longest(vocabulary, rest);
                    start = Microseconds();
                    bool allowed = matcher.FillMask(words).Contains(id);
                    double mask = Microseconds() - start;
                    if (round > 20 && mask > slowest.Time) slowest = (mask, Encoding.UTF8.GetString(matcher.Text));
                    start = Microseconds();
                    matcher.ForcedTokens();
                    double force = Microseconds() - start;
                    if (round > 20 && force > slowestForced.Time) slowestForced = (force, Encoding.UTF8.GetString(matcher.Text));
                    start = Microseconds();
                    Assert.True(allowed && matcher.TryAccept(id));
                    double accept = Microseconds() - start;
                    rest = rest[vocabulary.Trie.BytesOf(id).Length..];
                    if (round <= 20) continue;
                    masks.Add(mask);
                    forced.Add(force);
                    accepts.Add(accept);
                }
                if (round > 20) allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            }
        }
        Print("FillMask", masks);
        Print("ForcedTokens", forced);
        Print("TryAccept", accepts);
        output.WriteLine($"slowest mask: {slowest.Time:F1} µs after {slowest.After.ReplaceLineEndings("\\n")}");
        output.WriteLine($"slowest forced: {slowestForced.Time:F1} µs after {slowestForced.After.ReplaceLineEndings("\\n")}");
        output.WriteLine($"allocated: {allocated / (double)masks.Count:F1} bytes a token (the test's own included)");
    }

    private void Print(string what, List<double> times)
    {
        times.Sort();
        output.WriteLine($"{what}: mean {times.Average():F1} µs, p50 {times[times.Count / 2]:F1}, p99 {times[times.Count * 99 / 100]:F1}, max {times[^1]:F1} over {times.Count}");
    }

    private static int Longest(GrammarVocabulary vocabulary, ReadOnlySpan<byte> text)
    {
        int best = -1;
        for (int node = 0, i = 0; i < text.Length && (node = vocabulary.Trie.Child(node, text[i])) >= 0; i++)
            if (vocabulary.Trie.Nodes[node].Token >= 0) best = vocabulary.Trie.Nodes[node].Token;
        return best;
    }
}
