using System.Diagnostics;
using System.Runtime.InteropServices;

namespace EdgeAgent.Benchmarks;

/// <summary>CPU time: what a computation costs whoever else uses the machine. POSIX <c>clock_gettime</c>; elsewhere the wall's clock.</summary>
internal static partial class CpuClock
{
    /// <summary>Whether <see cref="ThreadSeconds"/> and <see cref="ProcessSeconds"/> are CPU time.</summary>
    public static bool IsCpuTime { get; } = OperatingSystem.IsLinux() || OperatingSystem.IsMacOS();

    /// <summary>CPU seconds of this thread.</summary>
    public static double ThreadSeconds => Read(OperatingSystem.IsMacOS() ? 16 : 3); // CLOCK_THREAD_CPUTIME_ID

    /// <summary>CPU nanoseconds of this thread. Reading it is a system call: <see cref="MeasureCost"/> says what it takes.</summary>
    public static long ThreadNanoseconds
    {
        get
        {
            if (!IsCpuTime) return (long)(WallSeconds * 1e9);
            if (GetTime(OperatingSystem.IsMacOS() ? 16 : 3, out TimeSpec time) != 0) throw new InvalidOperationException("clock_gettime failed.");
            return time.Seconds * 1_000_000_000 + time.Nanoseconds;
        }
    }

    /// <summary>The median of the nanoseconds between two readings of <see cref="ThreadNanoseconds"/> one after the other: what a measured
    /// step contains of the clock itself.</summary>
    public static long MeasureCost()
    {
        long[] costs = new long[10_001];
        for (int i = 0; i < costs.Length; i++)
        {
            long start = ThreadNanoseconds;
            costs[i] = ThreadNanoseconds - start;
        }
        Array.Sort(costs);
        return costs[costs.Length / 2];
    }

    /// <summary>CPU seconds of all threads of this process.</summary>
    public static double ProcessSeconds => Read(OperatingSystem.IsMacOS() ? 12 : 2); // CLOCK_PROCESS_CPUTIME_ID

    /// <summary>Seconds of the wall's clock.</summary>
    public static double WallSeconds => (double)Stopwatch.GetTimestamp() / Stopwatch.Frequency;

    private static double Read(int clock)
    {
        if (!IsCpuTime) return WallSeconds;
        if (GetTime(clock, out TimeSpec time) != 0) throw new InvalidOperationException($"clock_gettime({clock}) failed.");
        return time.Seconds + time.Nanoseconds * 1e-9;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out TimeSpec time);

    /// <summary><c>struct timespec</c> of 64-bit Linux and macOS.</summary>
    private readonly struct TimeSpec
    {
        public readonly long Seconds;
        public readonly long Nanoseconds;
    }
}
