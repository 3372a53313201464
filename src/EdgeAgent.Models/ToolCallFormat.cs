namespace EdgeAgent.Models;

/// <summary>How a model writes tool calls, and how results are shown to it.</summary>
public sealed record ToolCallFormat
{
    /// <summary>The format of Nesso and Hermes models: JSON between tags.</summary>
    public static ToolCallFormat Hermes { get; } = new()
    {
        Style = "hermes",
        Opening = "<tool_call>",
        Closing = "</tool_call>",
        ResultOpening = "<tool_response>",
        ResultClosing = "</tool_response>",
        Trained = true,
    };

    /// <summary>The name of the format: <c>functiongemma</c>, <c>hermes</c>, <c>llama3</c>, <c>mistral</c> or <c>qwen3-coder</c>.</summary>
    public required string Style { get; init; }

    /// <summary>The text that opens a call, or the list of calls; of <c>llama3</c> what may stand before a call, perhaps empty.</summary>
    public required string Opening { get; init; }

    /// <summary>The text that closes a call, or the list of calls; empty for <c>llama3</c>.</summary>
    public required string Closing { get; init; }

    /// <summary>The text before a result.</summary>
    public string? ResultOpening { get; init; }

    /// <summary>The text after a result.</summary>
    public string? ResultClosing { get; init; }

    /// <summary>Whether the model was trained to write calls so; false where only the grammar makes it.</summary>
    public required bool Trained { get; init; }
}
