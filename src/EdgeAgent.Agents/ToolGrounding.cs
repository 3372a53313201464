namespace EdgeAgent.Agents;

/// <summary>How one tool's free string arguments are bound to the conversation: the entry <see cref="Key"/> of its declaration's additional
/// properties.</summary>
/// <remarks>
/// A client that knows nothing of it leaves it unread. The same entry of <c>ChatOptions.AdditionalProperties</c> is an
/// <see cref="ArgumentGrounding"/> and holds for every tool of the request that says nothing. Immutable and thread-safe.
/// </remarks>
public sealed record ToolGrounding
{
    /// <summary>The name of the entry.</summary>
    public const string Key = "edgeagent.grounding";

    /// <summary>For the arguments that <see cref="Parameters"/> does not name. Null, the default: what the request says.</summary>
    public ArgumentGrounding? Arguments { get; init; }

    /// <summary>For single arguments, and the strings inside them, by their name in the schema. Default none.</summary>
    /// <remarks>A schema that an argument only refers to (<c>$ref</c>) belongs to the tool: <see cref="Arguments"/> holds for it.</remarks>
    public IReadOnlyDictionary<string, ArgumentGrounding> Parameters { get; init; } = new Dictionary<string, ArgumentGrounding>();
}
