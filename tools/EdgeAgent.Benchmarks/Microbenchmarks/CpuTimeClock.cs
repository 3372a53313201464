using Perfolizer.Horology;

namespace EdgeAgent.Benchmarks.Microbenchmarks;

/// <summary>Lets BenchmarkDotNet measure CPU time, so that others on the machine count little.</summary>
/// <param name="wholeProcess">Counts all threads, for what goes on on the thread pool; else this one.</param>
internal sealed class CpuTimeClock(bool wholeProcess = false) : IClock
{
    public string Title => !CpuClock.IsCpuTime ? "wall" : wholeProcess ? "CPU time of the process" : "CPU time of the thread";

    public bool IsAvailable => true;

    public Frequency Frequency => new(1e9);

    public long GetTimestamp() => wholeProcess ? (long)(CpuClock.ProcessSeconds * 1e9) : CpuClock.ThreadNanoseconds;
}
