namespace EdgeAgent.JsonSchema.Tests.Plain;

/// <summary>A verdict with the names and indexes that it has looked at.</summary>
internal sealed class PlainOutcome(bool valid)
{
    public bool Valid { get; set; } = valid;

    public HashSet<string> Names { get; } = new(StringComparer.Ordinal);

    public HashSet<int> Indexes { get; } = [];

    public void And(PlainOutcome other)
    {
        Valid &= other.Valid;
        Names.UnionWith(other.Names);
        Indexes.UnionWith(other.Indexes);
    }

    /// <summary>So many of the others must be valid; what those have looked at counts.</summary>
    public void Any(IEnumerable<PlainOutcome> others, int least, int most)
    {
        PlainOutcome[] valid = [.. others.Where(o => o.Valid)];
        Valid &= valid.Length >= least && valid.Length <= most;
        foreach (PlainOutcome one in valid) And(one);
    }
}
