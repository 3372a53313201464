using System.Globalization;
using System.Text;
using EdgeAgent.Benchmarks.Masks;
using EdgeAgent.Grammar;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Benchmarks.Microbenchmarks;

/// <summary>U12: what do masks cost while tool calls are written, what do they allocate, and how many tokens need no model at all? Asked on 128,256 tokens: a
/// mean below 100 µs, p99 below 1 ms, no allocation.</summary>
/// <remarks>200 tools; answers of a sentence and a call of one of 40 of them, in the tokenizer's own tokens. Forced tokens are taken where there are any, else a mask is made and the
/// next token taken. A token's bytes are those allocated between two masks, forced tokens and what is taken included. BenchmarkDotNet knows no percentiles of
/// single operations: so this is walked by hand. Each time contains one reading of the clock, some 0.4 µs.</remarks>
internal sealed class U12ToolCalls
{
    /// <summary>By which the filter finds it.</summary>
    public const string Name = nameof(U12ToolCalls);

    private const int Answers = 40; // by as many tools: a grammar keeps 512 masks of numbers and of strings with patterns or choices

    private readonly GrammarVocabulary _vocabulary = BenchVocabulary.Grammar;
    private readonly GrammarMatcher _matcher;
    private readonly int[][] _answers;
    private readonly ulong[] _words;
    private readonly List<long> _times = new(Answers * 1000);
    private int _tokens, _forced;

    public U12ToolCalls()
    {
        (string Name, byte[] Parameters)[] tools = BenchSchemas.Tools(200);
        ToolSet set = new(tools.Select(tool => new ToolDefinition(tool.Name, SchemaDocument.Parse(tool.Parameters))));
        _matcher = GrammarCompiler.Compile(set, _vocabulary, new ToolGrammarOptions()).CreateMatcher();
        _answers = [.. Enumerable.Range(0, Answers).Select(i => BenchVocabulary.Tokenizer.EncodeBytes(Encoding.UTF8.GetBytes(Answer(i * 5))))];
        _words = new ulong[_vocabulary.WordCount];
    }

    /// <summary>Bytes that the last walk allocated for each token.</summary>
    public double BytesPerToken { get; private set; }

    /// <summary>Walks all answers once as they come first, with masks that are then kept, and so many times more.</summary>
    /// <returns>A table of two rows.</returns>
    public string Run(int passes)
    {
        StringBuilder table = new();
        table.AppendLine("U12: tool calls | tokens | forced | masks | mean, µs | p99, µs | bytes a token");
        table.AppendLine("--- | --- | --- | --- | --- | --- | ---");
        Pass(table, "first time", 1);
        if (passes > 0) Pass(table, "steady", passes);
        return table.ToString();
    }

    private void Pass(StringBuilder table, string name, int passes)
    {
        _times.Clear();
        _times.EnsureCapacity(_answers.Sum(a => a.Length) * passes);
        (_tokens, _forced) = (0, 0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int pass = 0; pass < passes; pass++)
            foreach (int[] answer in _answers) Walk(answer);
        BytesPerToken = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)_tokens;
        Distribution times = Distribution.OfNanoseconds(_times);
        table.AppendLine(CultureInfo.InvariantCulture, $"{name} | {_tokens / passes:N0} | {100.0 * _forced / _tokens:F0}% | {times.Count / passes:N0} | {times.Mean:F2} | {times.P99:F1} | {BytesPerToken:F2}");
    }

    private void Walk(int[] answer)
    {
        _matcher.Rollback(_matcher.TokenCount);
        for (int at = 0; at < answer.Length;)
        {
            int forced = Forced(answer.AsSpan(at));
            (at, _tokens, _forced) = (at + forced, _tokens + forced, _forced + forced);
            if (forced > 0) continue;
            long start = CpuClock.ThreadNanoseconds;
            bool allowed = _matcher.FillMask(_words).Contains(answer[at]);
            _times.Add(CpuClock.ThreadNanoseconds - start);
            if (!allowed || !_matcher.TryAccept(answer[at])) throw new InvalidOperationException($"Token {answer[at]} is refused after '{Encoding.UTF8.GetString(_matcher.Text)}'.");
            (at, _tokens) = (at + 1, _tokens + 1);
        }
    }

    /// <summary>Takes the forced tokens; they are those of the answer, or it would not be in the tokenizer's own tokens.</summary>
    private int Forced(ReadOnlySpan<int> rest)
    {
        ReadOnlySpan<int> forced = _matcher.ForcedTokens();
        int count = forced.CommonPrefixLength(rest);
        if (count < forced.Length && count < rest.Length) throw new InvalidOperationException($"Token {forced[count]} is forced and is not {rest[count]} after '{Encoding.UTF8.GetString(_matcher.Text)}'.");
        foreach (int id in rest[..count])
            if (!_matcher.TryAccept(id)) throw new InvalidOperationException($"The forced token {id} is refused.");
        return count;
    }

    private static string Answer(int i)
    {
        string room = i % 3 == 0 ? "Küche" : "the reading room on floor 2", action = i % 2 == 0 ? "toggle" : $"dim_{i}", urgent = i % 4 == 0 ? "true" : "false";
        string arguments = string.Create(CultureInfo.InvariantCulture, $$"""
            {"room_{{i}}": "{{room}}", "action_{{i % 9}}": "{{action}}", "brightness": {{i % 101}}, "temperature": {{18.5 + (i % 16)}}, "starts_at": "{{(i % 10) + 10}}:{{(i % 50) + 10}}", "recipients": ["Anna", "Luca Bianchi"], "options": {"urgent": {{urgent}}, "note": "Perché no? Dì a tutti \"buonanotte\"; poi spegni."
            """);
        return $"Certo, lo faccio subito.\n<tool_call>\n{{\"name\": \"tool_{i}\", \"arguments\": {arguments}" + "}}}\n</tool_call>";
    }
}
