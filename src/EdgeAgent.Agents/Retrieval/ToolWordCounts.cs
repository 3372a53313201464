namespace EdgeAgent.Agents.Retrieval;

/// <summary>How often each word stands in each field of a tool.</summary>
internal sealed class ToolWordCounts
{
    private static readonly int Fields = Enum.GetValues<ToolField>().Length;
    private readonly int[] _lengths = new int[Fields];

    public ToolWordCounts(AgentTool tool)
    {
        foreach ((ToolField field, string text) in ToolText.Of(tool))
            ToolWords.Cut(text, (Counts: this, Field: (int)field), static (to, word) => to.Counts.Add(to.Field, word));
    }

    /// <summary>Counts by field, in the order of <see cref="ToolField"/>.</summary>
    public Dictionary<string, int[]> Words { get; } = new(StringComparer.Ordinal);

    /// <summary>Words in a field.</summary>
    public int Length(int field) => _lengths[field];

    private void Add(int field, ReadOnlySpan<char> word)
    {
        string key = word.ToString();
        if (!Words.TryGetValue(key, out int[]? counts)) Words.Add(key, counts = new int[Fields]);
        counts[field]++;
        _lengths[field]++;
    }
}
