using System.Text.Json.Nodes;

namespace EdgeAgent.Templates;

/// <summary>What a prompt is made of, in the form that Hugging Face's <c>apply_chat_template</c> takes.</summary>
/// <remarks>The nodes are read, never changed; they must not change while a render reads them.</remarks>
public sealed record ChatTemplateInput
{
    /// <summary>The conversation: objects with <c>role</c>, <c>content</c> (text, or parts), and where it applies <c>tool_calls</c>
    /// (<c>[{id, type, function: {name, arguments}}]</c>), <c>name</c>, <c>tool_call_id</c>, <c>reasoning_content</c>.</summary>
    public required JsonArray Messages { get; init; }

    /// <summary>The tools, as OpenAI's <c>tools</c> array; null where there are none.</summary>
    public JsonArray? Tools { get; init; }

    /// <summary>Whether the prompt ends with the opening of the assistant's turn.</summary>
    public bool AddGenerationPrompt { get; init; }

    /// <summary>Whether the prompt ends inside the last message, for the model to continue it. Only <see cref="ChatPrompt"/> knows
    /// it.</summary>
    public bool ContinueFinalMessage { get; init; }

    /// <summary>Text of the beginning-of-sequence token; null leaves <c>bos_token</c> undefined, as for a tokenizer without one.</summary>
    public string? BosToken { get; init; }

    /// <summary>Text of the end-of-sequence token; null leaves <c>eos_token</c> undefined.</summary>
    public string? EosToken { get; init; }

    /// <summary>Further variables of the template (<c>enable_thinking</c>, <c>documents</c> …).</summary>
    public JsonObject? Extra { get; init; }

    /// <summary>What <c>strftime_now</c> sees; null asks <see cref="ChatTemplateOptions.Clock"/>.</summary>
    public DateTimeOffset? Now { get; init; }
}
