using System.Globalization;
using System.Text.Json.Nodes;

namespace EdgeAgent.Benchmarks.Masks;

/// <summary>The figures of one pass over the rows under one setting.</summary>
internal sealed class MaskRun(MaskSettings settings, List<RowResult> results, MaskRunner runner)
{
    private const long OneMillisecond = 1_000_000;
    private const int Slowest = 20;

    public MaskSettings Settings { get; } = settings;

    public List<RowResult> Results { get; } = results;

    public IEnumerable<MaskFailure> Failures => Results.SelectMany(result => result.Failures);

    public int Passing => Results.Count(result => result.Passes);

    private int PassingStrictly => Results.Count(result => result.PassesStrictly);

    private double AllocatedPerMask => PerMask(runner.Steady);

    public int Schemas(string failureClass) => Results.Count(result => result.Has(failureClass));

    /// <summary>Times between masks and to the first one, in CPU time, of some of the rows.</summary>
    public (Distribution BetweenMasks, Distribution FirstMask) Times(Func<RowResult, bool> counts) => (
        Distribution.OfNanoseconds([.. Results.Where(counts).SelectMany(result => Slice(runner.Steps.Cpu, result.Steps))]),
        Distribution.OfNanoseconds([.. Results.Where(result => counts(result) && result.FirstMask.Cpu >= 0).Select(result => result.FirstMask.Cpu)]));

    public JsonObject ToJson()
    {
        (Distribution between, Distribution first) = Times(_ => true);
        return new JsonObject
        {
            ["schemas"] = Results.Count,
            ["passing"] = Passing,
            ["passing_share"] = Math.Round((double)Passing / Math.Max(1, Results.Count), 5),
            ["valid_rejected"] = Schemas(FailureClass.ValidRejected),
            ["invalid_accepted"] = Schemas(FailureClass.InvalidAccepted),
            ["compile_errors"] = Schemas(FailureClass.CompileError),
            ["exceptions"] = Schemas(FailureClass.Exception),
            ["time_outs"] = Schemas(FailureClass.TimeOut),
            ["strict"] = new JsonObject { ["passing"] = PassingStrictly, ["valid_unfinished"] = Schemas(FailureClass.ValidUnfinished) },
            ["tbm_us"] = between.ToJson(),
            ["ttfm_us"] = first.ToJson(),
            ["tbm_wall_us"] = Distribution.OfNanoseconds([.. runner.Steps.Wall]).ToJson(),
            ["ttfm_wall_us"] = Distribution.OfNanoseconds([.. Results.Where(r => r.FirstMask.Wall >= 0).Select(r => r.FirstMask.Wall)]).ToJson(),
            ["masks"] = between.Count,
            ["masks_over_1ms"] = Slow,
            ["slowest_masks"] = new JsonArray([.. SlowestMasks.Select(s => new JsonObject { ["id"] = s.Id, ["over_1ms"] = s.Count, ["max_us"] = s.Max / 1e3 })]),
            ["slowest_first_masks"] = new JsonArray([.. SlowestFirstMasks.Select(r => new JsonObject { ["id"] = r.Id, ["us"] = r.FirstMask.Cpu / 1e3 })]),
            ["alloc_bytes_per_mask"] = Math.Round(AllocatedPerMask, 3),
            ["alloc_bytes_per_mask_first_walk"] = Math.Round(PerMask(runner.First), 1),
        };
    }

    public void WriteText(TextWriter output)
    {
        (Distribution between, Distribution first) = Times(_ => true);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            {Settings}:
              {Results.Count:N0} schemas, passing {Passing:N0} ({100.0 * Passing / Math.Max(1, Results.Count):F2}%), strictly {PassingStrictly:N0}; compile errors {Schemas(FailureClass.CompileError):N0}, valid rejected {Schemas(FailureClass.ValidRejected):N0}, invalid accepted {Schemas(FailureClass.InvalidAccepted):N0}, exceptions {Schemas(FailureClass.Exception):N0}, time-outs {Schemas(FailureClass.TimeOut):N0}
              between masks: {between}; {between.Count:N0} masks, {Slow:N0} over 1 ms ({100.0 * Slow / Math.Max(1, between.Count):F3}%)
              to the first mask: {first}
              allocated a mask: {AllocatedPerMask:F1} bytes; {PerMask(runner.First):F1} in first walks
              most masks over 1 ms: {string.Join(", ", SlowestMasks.Select(s => $"{s.Id} {s.Count} (max {s.Max / 1000} µs)"))}
              slowest to the first: {string.Join(", ", SlowestFirstMasks.Select(r => $"{r.Id} {r.FirstMask.Cpu / 1000} µs"))}
            """));
    }

    private int Slow => runner.Steps.Cpu.Count(time => time > OneMillisecond);

    /// <summary>Rows with the most masks over a millisecond, and their slowest.</summary>
    private IEnumerable<(string Id, int Count, long Max)> SlowestMasks => Results
        .Select(result => (result.Id, Times: Slice(runner.Steps.Cpu, result.Steps)))
        .Select(row => (row.Id, Count: row.Times.Count(time => time > OneMillisecond), Max: row.Times.DefaultIfEmpty().Max()))
        .Where(row => row.Count > 0).OrderByDescending(row => row.Count).Take(Slowest);

    private IEnumerable<RowResult> SlowestFirstMasks => Results.Where(r => r.FirstMask.Cpu >= 0).OrderByDescending(r => r.FirstMask.Cpu).Take(Slowest);

    private static double PerMask((long Bytes, long Masks) counted) => (double)counted.Bytes / Math.Max(1, counted.Masks);

    private static List<long> Slice(List<long> times, Range range)
    {
        (int start, int length) = range.GetOffsetAndLength(times.Count);
        return times.GetRange(start, length);
    }
}
