using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents;

/// <summary>A tool call while the model still writes it: what a client streams before the whole
/// <see cref="FunctionCallContent"/>.</summary>
/// <remarks>For display only. It never enters a conversation and nothing is dispatched from it. Immutable apart from what
/// <see cref="AIContent"/> lets change.</remarks>
public sealed class ToolCallDelta : AIContent
{
    /// <summary>Makes the content.</summary>
    /// <param name="callId">The id that the whole call will have.</param>
    /// <param name="name">The tool's name, once it is complete.</param>
    /// <param name="argumentsText">All text of the arguments so far: the beginning of a JSON object, perhaps empty.</param>
    public ToolCallDelta(string callId, string? name, string argumentsText)
    {
        ArgumentException.ThrowIfNullOrEmpty(callId);
        ArgumentNullException.ThrowIfNull(argumentsText);
        (CallId, Name, ArgumentsText) = (callId, name, argumentsText);
    }

    /// <summary>The id that the whole call will have.</summary>
    public string CallId { get; }

    /// <summary>The tool's name; null while the model still writes it.</summary>
    public string? Name { get; }

    /// <summary>All text of the arguments so far, not only what is new.</summary>
    public string ArgumentsText { get; }
}
