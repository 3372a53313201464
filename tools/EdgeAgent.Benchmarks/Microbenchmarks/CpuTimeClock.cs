using Perfolizer.Horology;

namespace EdgeAgent.Benchmarks.Microbenchmarks;

/// <summary>Lets BenchmarkDotNet measure the CPU time of its thread, so that others on the machine count little.</summary>
internal sealed class CpuTimeClock : IClock
{
    public string Title => CpuClock.IsCpuTime ? "CPU time of the thread" : "wall";

    public bool IsAvailable => true;

    public Frequency Frequency => new(1e9);

    public long GetTimestamp() => CpuClock.ThreadNanoseconds;
}
