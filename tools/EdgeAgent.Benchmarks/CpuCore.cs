using System.Diagnostics;
using System.Numerics;

namespace EdgeAgent.Benchmarks;

/// <summary>Keeps a race on one core.</summary>
internal static class CpuCore
{
    /// <summary>Pins this thread, if it is the main one, and the programs that it starts to the last core it may use.</summary>
    /// <returns>The core's number; null where the system cannot do that.</returns>
    /// <remarks>On Linux an affinity belongs to a thread and is inherited by the threads and programs that it starts.</remarks>
    public static int? PinMainThread()
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsWindows()) return null;
        using Process process = Process.GetCurrentProcess();
        ulong allowed = (ulong)process.ProcessorAffinity;
        if (allowed == 0) return null;
        int core = BitOperations.Log2(allowed);
        process.ProcessorAffinity = (nint)(1UL << core);
        return core;
    }
}
