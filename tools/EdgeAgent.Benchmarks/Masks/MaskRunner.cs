using System.Diagnostics;
using System.Text.Json.Nodes;
using EdgeAgent.Grammar;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Benchmarks.Masks;

/// <summary>MaskBench's protocol on one thread: compile each schema, then walk its instances, token after token.</summary>
/// <remarks>
/// The time to the first mask runs from the schema's text: reading it, compiling, a matcher, its mask. A step between masks is a mask, the
/// look-up of the token in it and, where the mask allows the token, its commit; the refused token's step counts too. An instance begins with
/// a matcher of its own, made outside of the steps. What one reading of the clock takes is inside each time.
/// </remarks>
internal sealed class MaskRunner(GrammarVocabulary vocabulary, MaskSettings settings, TimeSpan limit)
{
    /// <summary>In every row with a number that this divides, instances are walked once more with the grown matcher, to count allocations.</summary>
    private const int SteadyEvery = 8;

    private readonly ulong[] _words = new ulong[vocabulary.WordCount];
    private long _rowStart;

    public StepTimes Steps { get; } = new();

    /// <summary>Bytes and masks of the walks that were made once more.</summary>
    public (long Bytes, long Masks) Steady { get; private set; }

    /// <summary>Bytes and masks of the first walks: buffers that grow and masks that are kept count here.</summary>
    public (long Bytes, long Masks) First { get; private set; }

    public List<RowResult> Run(IReadOnlyList<MaskRow> rows, Watch watch, Action<RowResult> done)
    {
        List<RowResult> results = new(rows.Count);
        for (int i = 0; i < rows.Count; i++)
        {
            RowResult result = new(rows[i].Id);
            int firstStep = Steps.Cpu.Count;
            watch.Next(rows[i].Id);
            RunRow(rows[i], result, steady: i % SteadyEvery == 0);
            result.Steps = firstStep..Steps.Cpu.Count;
            results.Add(result);
            done(result);
        }
        return results;
    }

    private void RunRow(MaskRow row, RowResult result, bool steady)
    {
        _rowStart = Stopwatch.GetTimestamp();
        CompiledGrammar? grammar = null;
        MaskInstance? at = null;
        try
        {
            grammar = Compile(row.Schema, result);
            foreach (MaskInstance instance in row.Instances)
            {
                at = instance;
                Walk(grammar, row, instance, result, steady);
            }
        }
        catch (Exception e) when (e is GrammarException or JsonSchemaException && grammar is null)
        {
            result.Add(Verdict.OnSchema(row.Id, e));
        }
        catch (Exception e) when (e is OperationCanceledException or TimeoutException)
        {
            if (grammar is null) result.FirstMask = ((long)limit.TotalNanoseconds, (long)limit.TotalNanoseconds);
            result.Add(new MaskFailure
            {
                Id = row.Id, Class = FailureClass.TimeOut, Group = grammar is null ? "compile" : "masks", Test = at?.Index,
                Message = $"Not done within {limit.TotalSeconds} s ({(grammar is null ? "compiling" : "masks")}).",
            });
        }
        catch (Exception e) // whatever an engine throws is a result here
        {
            result.Add(new MaskFailure
            {
                Id = row.Id, Class = FailureClass.Exception, Group = e.GetType().Name, Test = at?.Index, Message = $"{e.GetType().Name}: {e.Message}",
                Details = new JsonObject { ["stack"] = e.StackTrace },
            });
        }
    }

    private CompiledGrammar Compile(byte[] schema, RowResult result)
    {
        using CancellationTokenSource time = new(limit);
        long wall = Stopwatch.GetTimestamp(), cpu = CpuClock.ThreadNanoseconds;
        CompiledGrammar grammar = GrammarCompiler.Compile(SchemaDocument.Parse(schema), vocabulary, settings.Options, time.Token);
        grammar.CreateMatcher().FillMask(_words);
        cpu = CpuClock.ThreadNanoseconds - cpu;
        result.FirstMask = (cpu, WallSince(wall));
        return grammar;
    }

    private void Walk(CompiledGrammar grammar, MaskRow row, MaskInstance instance, RowResult result, bool steady)
    {
        Steps.Reserve(instance.Ids.Length);
        GrammarMatcher matcher = grammar.CreateMatcher();
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        int steps = 0;
        while (steps < instance.Ids.Length)
            if (!Step(matcher, instance.Ids[steps++])) break;
        First = (First.Bytes + GC.GetAllocatedBytesForCurrentThread() - allocated, First.Masks + steps);
        if (Verdict.OnInstance(row, instance, matcher) is { } failure) result.Add(failure);
        if (steady) WalkAgain(matcher, instance.Ids.AsSpan(0, steps));
    }

    /// <summary>One step, measured.</summary>
    /// <returns>Whether the token was allowed.</returns>
    private bool Step(GrammarMatcher matcher, int id)
    {
        long cpu = CpuClock.ThreadNanoseconds, wall = Stopwatch.GetTimestamp();
        bool allowed = matcher.FillMask(_words).Contains(id);
        bool taken = allowed && matcher.TryAccept(id);
        wall = WallSince(wall);
        Steps.Cpu.Add(CpuClock.ThreadNanoseconds - cpu);
        Steps.Wall.Add(wall);
        if (allowed != taken) throw new InvalidOperationException($"The mask allows token {id} after {matcher.Length} bytes, and it is not accepted.");
        if (Stopwatch.GetElapsedTime(_rowStart) > limit) throw new TimeoutException();
        return allowed;
    }

    private void WalkAgain(GrammarMatcher matcher, ReadOnlySpan<int> ids)
    {
        matcher.Rollback(matcher.TokenCount);
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        foreach (int id in ids)
            if (matcher.FillMask(_words).Contains(id)) matcher.TryAccept(id);
        Steady = (Steady.Bytes + GC.GetAllocatedBytesForCurrentThread() - allocated, Steady.Masks + ids.Length);
    }

    private static long WallSince(long start) => (long)Stopwatch.GetElapsedTime(start).TotalNanoseconds;
}
