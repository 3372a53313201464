namespace EdgeAgent.Benchmarks.Masks;

/// <summary>Nanoseconds of each step (mask, look-up, commit) of a run, in order: CPU time and the wall's.</summary>
internal sealed class StepTimes
{
    public List<long> Cpu { get; } = [];

    public List<long> Wall { get; } = [];

    /// <summary>Makes room, so that adding allocates nothing.</summary>
    public void Reserve(int steps)
    {
        if (Cpu.Capacity - Cpu.Count >= steps) return;
        Cpu.EnsureCapacity(Math.Max(Cpu.Count + steps, Cpu.Capacity * 2));
        Wall.EnsureCapacity(Cpu.Capacity);
    }
}
