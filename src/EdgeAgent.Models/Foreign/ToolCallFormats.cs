namespace EdgeAgent.Models.Foreign;

/// <summary>Finds how a model writes tool calls from the chat template that it was trained with.</summary>
internal static class ToolCallFormats
{
    /// <summary>The format whose marks the template has, or null: then tools are shown and called in the form of Hermes, untrained.</summary>
    public static ToolCallFormat? Of(string template)
    {
        if (!Has("tools")) return null;
        if (Has("<tool_call>"))
            return Has("<function=") ? ToolCallFormat.Hermes with { Style = "qwen3-coder" } : ToolCallFormat.Hermes;
        if (Has("[TOOL_CALLS]"))
        {
            return new()
            {
                Style = "mistral",
                Opening = Has("[TOOL_CALLS] [") ? "[TOOL_CALLS] [" : "[TOOL_CALLS][",
                Closing = "]",
                ResultOpening = "[TOOL_RESULTS]",
                ResultClosing = "[/TOOL_RESULTS]",
                Trained = true,
            };
        }
        return Has("<|python_tag|>") || Has("\"parameters\": dictionary of argument name and its value")
            ? new() { Style = "llama3", Opening = Has("<|python_tag|>") ? "<|python_tag|>" : "", Closing = "", Trained = true } : null;

        bool Has(string mark) => template.Contains(mark, StringComparison.Ordinal);
    }
}
