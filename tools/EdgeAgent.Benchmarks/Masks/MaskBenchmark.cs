using System.Runtime;
using System.Text.Json.Nodes;
using EdgeAgent.Grammar;
using EdgeAgent.JsonSchema;
using EdgeAgent.Tokenizers;

namespace EdgeAgent.Benchmarks.Masks;

/// <summary>MaskBench on EdgeAgent's grammar engine: how many schemas, how right, how fast; on request beside llguidance's Rust core.</summary>
/// <remarks>
/// What is not measured: the just-in-time compiler (the rows are first run with a vocabulary of its own, until it is at rest) and the
/// vocabulary's preparation, which is made anew after that, used once on a text of JSON's every kind, and timed apart. So nothing that was
/// learnt in the warm-up about a schema is kept, unless the engine keeps it in static memory.
/// </remarks>
internal sealed class MaskBenchmark
{
    private readonly MaskBenchmarkOptions _options;
    private readonly Tokenizer _tokenizer;
    private readonly List<MaskRow> _rows;
    private readonly TextWriter _notes;
    private readonly TimeSpan _limit;

    public MaskBenchmark(MaskBenchmarkOptions options, TextWriter notes)
    {
        (_options, _notes, _limit) = (options, notes, TimeSpan.FromSeconds(options.LimitSeconds));
        _tokenizer = Tokenizer.LoadJson(InputFile.Read(options.TokenizerPath));
        _rows = MaskData.Read(options.DataPath, _tokenizer, checkTokens: options.PeerPath is not null);
        if (options.Sample is { } sample) _rows = MaskData.Sample(_rows, sample, options.Seed);
    }

    public MaskReport Run()
    {
        int? core = CpuCore.PinMainThread();
        if (core is null) _notes.WriteLine("This system cannot pin a thread to a core: both programs run where it puts them.");
        Dictionary<string, PeerRow>? peer = _options.PeerPath is null ? null : MaskPeer.Run(_options.PeerPath, _rows, _options.TokenizerPath);
        (int warmUpRows, double warmUpSeconds) = WarmUp();
        using StreamWriter? failures = _options.FailuresPath is { } path ? new StreamWriter(path, append: false) { NewLine = "\n", AutoFlush = true } : null;
        (MaskRun main, double prepared) = Measure(MaskSettings.Main, failures);
        MaskRun? other = _options.MainOnly ? null : Measure(MaskSettings.Other, null).Run;
        JsonObject settings = new()
        {
            ["tokenizer"] = InputFile.NameOf(_options.TokenizerPath),
            ["vocabulary"] = _tokenizer.VocabularySize,
            ["sample"] = _options.Sample,
            ["seed"] = _options.Sample is null ? null : _options.Seed,
            ["limit_s"] = _limit.TotalSeconds,
            ["core"] = core,
            ["cpu_clock"] = CpuClock.IsCpuTime ? "thread" : "wall",
            ["clock_cost_ns"] = CpuClock.MeasureCost(),
            ["warm_up_rows"] = warmUpRows,
            ["warm_up_s"] = Math.Round(warmUpSeconds, 1),
            ["vocabulary_ms"] = Math.Round(prepared * 1e3, 1),
        };
        return new MaskReport(settings, main, other, peer is null ? null : new MaskRace(main, peer));
    }

    /// <summary>Runs rows unmeasured, spread evenly over the data, until the compiler has nothing left to make faster.</summary>
    private (int Rows, double Seconds) WarmUp()
    {
        double start = CpuClock.WallSeconds;
        int count = Math.Min(_options.WarmUp ?? _rows.Count, _rows.Count);
        List<MaskRow> rows = [.. Enumerable.Range(0, count).Select(i => _rows[(int)((long)i * _rows.Count / count)])];
        GrammarVocabulary vocabulary = MaskVocabulary.Of(_tokenizer);
        foreach (MaskSettings settings in _options.MainOnly ? [MaskSettings.Main] : MaskSettings.All) Run(new MaskRunner(vocabulary, settings, _limit), rows);
        long methods;
        do
        {
            methods = JitInfo.GetCompiledMethodCount();
            Thread.Sleep(300); // tiered compilation waits 100 ms for calm before it goes on
        }
        while (methods != JitInfo.GetCompiledMethodCount());
        return (count, CpuClock.WallSeconds - start);
    }

    private (MaskRun Run, double Prepared) Measure(MaskSettings settings, TextWriter? failures)
    {
        double prepared = CpuClock.ThreadSeconds;
        GrammarVocabulary vocabulary = MaskVocabulary.Of(_tokenizer);
        WalkOnce(vocabulary, settings);
        prepared = CpuClock.ThreadSeconds - prepared;
        MaskRunner runner = new(vocabulary, settings, _limit);
        runner.Steps.Reserve(_rows.Sum(row => row.Instances.Sum(instance => instance.Ids.Length)));
        GC.Collect();
        return (new MaskRun(settings, Run(runner, _rows, failures), runner), prepared);
    }

    /// <summary>Lets the vocabulary make what it makes at first use for all grammars.</summary>
    private void WalkOnce(GrammarVocabulary vocabulary, MaskSettings settings)
    {
        ulong[] words = new ulong[vocabulary.WordCount];
        GrammarMatcher matcher = GrammarCompiler.Compile(SchemaDocument.Parse("true"), vocabulary, settings.Options).CreateMatcher();
        foreach (int id in _tokenizer.EncodeBytes("""{"name": "è\"\u00e8", "list": [true, false, null, -1.5, {}, [0]]}"""u8))
        {
            matcher.FillMask(words);
            if (!matcher.TryAccept(id)) break;
        }
    }

    private List<RowResult> Run(MaskRunner runner, List<MaskRow> rows, TextWriter? failures = null)
    {
        using Watch watch = new((_limit * 3) + TimeSpan.FromSeconds(30), _notes);
        return runner.Run(rows, watch, result =>
        {
            foreach (MaskFailure failure in result.Failures) failures?.WriteLine(failure.ToJson().ToJsonString());
        });
    }
}
