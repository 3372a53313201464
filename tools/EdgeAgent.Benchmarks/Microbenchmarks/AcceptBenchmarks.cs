using BenchmarkDotNet.Attributes;
using EdgeAgent.Grammar;

namespace EdgeAgent.Benchmarks.Microbenchmarks;

/// <summary>What does it cost to take a token and to take it back?</summary>
public class AcceptBenchmarks
{
    private GrammarMatcher _matcher = null!;
    private int _next;

    [ParamsAllValues]
    public MaskPlace Place { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        (_matcher, _next) = MaskPlaces.At(Place);
        if (!AcceptAndRollback()) throw new InvalidOperationException($"{Place}: token {_next} is refused.");
    }

    [Benchmark]
    public bool AcceptAndRollback()
    {
        bool taken = _matcher.TryAccept(_next);
        if (taken) _matcher.Rollback(1);
        return taken;
    }
}
