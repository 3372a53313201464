using BenchmarkDotNet.Attributes;
using EdgeAgent.Grammar;

namespace EdgeAgent.Benchmarks.Microbenchmarks;

/// <summary>What does a mask cost, by the place where the text stands?</summary>
public class FillMaskBenchmarks
{
    private GrammarMatcher _matcher = null!;
    private ulong[] _words = [];

    [ParamsAllValues]
    public MaskPlace Place { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        (_matcher, _) = MaskPlaces.At(Place);
        _words = new ulong[BenchVocabulary.Grammar.WordCount];
    }

    [Benchmark]
    public bool FillMask() => _matcher.FillMask(_words).Contains(0);
}
