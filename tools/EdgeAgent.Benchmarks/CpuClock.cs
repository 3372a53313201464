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
