using System.Globalization;

namespace EdgeAgent.Agents.Parsing;

/// <summary>The repairs of one call, and the limit on them.</summary>
internal sealed class RepairLog(int max)
{
    private readonly List<ToolCallRepair> _repairs = [];

    public IReadOnlyList<ToolCallRepair> Repairs => _repairs;

    public int Left => max - _repairs.Count;

    /// <summary>A log of its own that begins with what this one has: for one of several calls that were written together.</summary>
    public RepairLog Fork()
    {
        RepairLog fork = new(max);
        fork._repairs.AddRange(_repairs);
        return fork;
    }

    /// <summary>Notes a repair; false when there were enough, or when none is wanted.</summary>
    public bool Add(ToolCallRepairKind kind, string where)
    {
        if (Left <= 0) return false;
        _repairs.Add(new(kind, where));
        return true;
    }

    /// <inheritdoc cref="Add(ToolCallRepairKind, string)"/>
    public bool Add(ToolCallRepairKind kind, int offset) => Add(kind, string.Create(CultureInfo.InvariantCulture, $"offset {offset}"));
}
