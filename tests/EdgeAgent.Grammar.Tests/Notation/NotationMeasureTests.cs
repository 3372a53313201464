using System.Diagnostics;
using System.Text;

namespace EdgeAgent.Grammar.Tests.Notation;

/// <summary>What masks of grammars cost on a vocabulary of 128,000 tokens: printed, not judged.</summary>
public class NotationMeasureTests(ITestOutputHelper output)
{
    [Fact]
    public void FillMask_Llama3Vocabulary_Cost()
    {
        GrammarVocabulary vocabulary = Vocabularies.Of("llama3");
        _ = vocabulary.Index;
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        Measure("JSON", () => GrammarCompiler.CompileGbnf(GbnfGrammarTests.Json, vocabulary, null, cancellation),
            "{\"name\": \"send_message\", \"to\": [\"Anna\", \"Luca Bianchi\"], \"text\": \"Ciao! Arrivo alle 8, perché il treno è in ritardo; \\\"a dopo\\\".\", \"options\": {\"urgent\": true, \"delay\": 2.5}}");
        Measure("sums", () => GrammarCompiler.CompileGbnf(GbnfGrammarTests.Sums, vocabulary, null, cancellation), "total=price*(1+rate_2)/12+((a+b)*c)\nx=12\n".Replace("=12", "=(12)", StringComparison.Ordinal));
        Measure("list", () => GrammarCompiler.CompileGbnf(GbnfGrammarTests.Bullets, vocabulary, null, cancellation), "- Buy some milk and bread\n- Call Anna at 8\n  - about the train\n");
        Measure("regex", () => GrammarCompiler.CompileRegex(@"(\w+ ){1,20}\w+[.!?]", vocabulary, null, cancellation), "This is a sentence of a few words.");
        Measure("choice", () => GrammarCompiler.CompileChoice(Enumerable.Range(0, 10_000).Select(i => $"order number {i}"), vocabulary, null, cancellation), "order number 1234");
    }

    private void Measure(string what, Func<CompiledGrammar> compile, string text)
    {
        compile();
        long start = Stopwatch.GetTimestamp();
        CompiledGrammar grammar = compile();
        double compiled = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        ulong[] words = new ulong[grammar.Vocabulary.WordCount];
        GrammarMatcher matcher = grammar.CreateMatcher();
        List<double> times = [];
        (double First, double Slowest, string After) cost = default;
        long allocated = 0;
        for (int round = 0; round < 60; round++)
        {
            matcher.Rollback(matcher.TokenCount);
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(text); !rest.IsEmpty;)
            {
                int id = Longest(grammar.Vocabulary, rest);
                start = Stopwatch.GetTimestamp();
                Assert.True(matcher.FillMask(words).Contains(id), Encoding.UTF8.GetString(matcher.Text));
                double mask = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
                if (round == 0) cost.First = Math.Max(cost.First, mask);
                if (round > 30 && mask > cost.Slowest) (cost.Slowest, cost.After) = (mask, Encoding.UTF8.GetString(matcher.Text));
                if (round > 30) times.Add(mask);
                Assert.True(matcher.TryAccept(id));
                rest = rest[grammar.Vocabulary.Trie.BytesOf(id).Length..];
            }
            if (round > 30) allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(matcher.IsAccepting);
        }
        times.Sort();
        output.WriteLine($"{what}: compiled in {compiled:F2} ms; FillMask mean {times.Average():F1} µs, p50 {times[times.Count / 2]:F1}, p99 {times[times.Count * 99 / 100]:F1}, slowest {cost.Slowest:F1} after '{cost.After?.ReplaceLineEndings("\\n")}'; slowest first {cost.First / 1000:F2} ms; {allocated / times.Count} bytes a token, the test's included");
    }

    private static int Longest(GrammarVocabulary vocabulary, ReadOnlySpan<byte> text)
    {
        int best = -1;
        for (int node = 0, i = 0; i < text.Length && (node = vocabulary.Trie.Child(node, text[i])) >= 0; i++)
            if (vocabulary.Trie.Nodes[node].Token >= 0) best = vocabulary.Trie.Nodes[node].Token;
        return best;
    }
}
