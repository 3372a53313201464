using System.Collections;

namespace EdgeAgent.Grammar;

/// <summary>The tools of a conversation in their order, each name once.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class ToolSet : IReadOnlyList<ToolDefinition>
{
    private readonly ToolDefinition[] _tools;

    /// <summary>Makes a set.</summary>
    /// <param name="tools">The tools; may be none.</param>
    /// <exception cref="GrammarException">A name is empty or there twice.</exception>
    public ToolSet(IEnumerable<ToolDefinition> tools)
    {
        ArgumentNullException.ThrowIfNull(tools);
        _tools = [.. tools];
        HashSet<string> names = new(StringComparer.Ordinal);
        for (int i = 0; i < _tools.Length; i++)
        {
            ArgumentNullException.ThrowIfNull(_tools[i], nameof(tools));
            if (string.IsNullOrEmpty(_tools[i].Name)) throw Errors.BadToolName($"Tool {i} has no name.", $"tool {i}");
            if (!names.Add(_tools[i].Name)) throw Errors.BadToolName($"Two tools are named '{_tools[i].Name}'.", $"tool {i}");
        }
    }

    /// <inheritdoc/>
    public int Count => _tools.Length;

    /// <inheritdoc/>
    public ToolDefinition this[int index] => _tools[index];

    /// <summary>The place of a tool, or -1.</summary>
    /// <param name="name">The exact name.</param>
    public int IndexOf(string name) => Array.FindIndex(_tools, t => t.Name == name);

    /// <inheritdoc/>
    public IEnumerator<ToolDefinition> GetEnumerator() => ((IEnumerable<ToolDefinition>)_tools).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
