using System.Text;
using BenchmarkDotNet.Attributes;
using EdgeAgent.Grammar;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Benchmarks.Microbenchmarks;

/// <summary>U11: how long from a schema's text to a matcher's first mask? Less than 20 ms is asked for a string of up to 100,000 characters; a recursive schema and an
/// unanchored pattern are to be taken.</summary>
public class U11CompileSchemaBenchmarks
{
    private byte[] _schema = [];
    private ulong[] _words = [];

    [ParamsAllValues]
    public LargeSchema Schema { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _schema = Schema switch
        {
            LargeSchema.Bytes256K => BenchSchemas.Large(256_000),
            LargeSchema.MaxLength100K => """{"type": "string", "maxLength": 100000}"""u8.ToArray(),
            LargeSchema.Recursive => """{"type": "object", "properties": {"name": {"type": "string"}, "children": {"type": "array", "items": {"$ref": "#"}}}}"""u8.ToArray(),
            LargeSchema.Unanchored => """{"type": "string", "pattern": "[0-9]{4}-[0-9]{2}"}"""u8.ToArray(),
            _ => Encoding.UTF8.GetBytes($$"""{"enum": {{BenchSchemas.Choices(1000).ToJsonString()}}}"""),
        };
        _words = new ulong[BenchVocabulary.Grammar.WordCount];
    }

    [Benchmark]
    public bool Compile()
        => GrammarCompiler.Compile(SchemaDocument.Parse(_schema), BenchVocabulary.Grammar).CreateMatcher().FillMask(_words).Contains(0);
}
