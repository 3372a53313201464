using BenchmarkDotNet.Attributes;
using EdgeAgent.Grammar;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Benchmarks.Microbenchmarks;

/// <summary>U11: how long from the tools' schemas, as text, to a matcher's first mask? 200 tools have 256 kB: less than 300 ms and 64 MB are asked.</summary>
public class U11CompileToolsBenchmarks
{
    private (string Name, byte[] Parameters)[] _tools = [];
    private ulong[] _words = [];

    [Params(8, 50, 200)]
    public int Tools { get; set; }

    [GlobalSetup]
    public void Setup() => (_tools, _words) = (BenchSchemas.Tools(Tools), new ulong[BenchVocabulary.Grammar.WordCount]);

    [Benchmark]
    public bool Compile()
    {
        ToolSet tools = new(_tools.Select(tool => new ToolDefinition(tool.Name, SchemaDocument.Parse(tool.Parameters))));
        return GrammarCompiler.Compile(tools, BenchVocabulary.Grammar).CreateMatcher().FillMask(_words).Contains(0);
    }
}
