namespace EdgeAgent.Models.Foreign;

/// <summary>Finds how a model writes tool calls from the chat template that it was trained with.</summary>
internal static class ToolCallMarks
{
    /// <summary>The format whose marks the template has, or null: then tools are shown and called in the form of Hermes, untrained.</summary>
    public static ToolCallFormat? Of(string template)
    {
        // <arg_key>: GLM's calls, which are not JSON; <function= alone: Functionary's.
        if (!Has("tools") || Has("<arg_key>")) return null;
        if (Has("<start_function_call>")) return FunctionGemma;
        if (Has("<tool_call>")) return Has("<function=") ? ToolCallFormat.Hermes with { Style = "qwen3-coder" } : ToolCallFormat.Hermes;
        if (Has("[TOOL_CALLS]")) return Mistral(Has("[TOOL_CALLS] [") ? "[TOOL_CALLS] [" : "[TOOL_CALLS][", trained: !Has("[ARGS]"));
        if (Has("<function=")) return null;
        return Has("<|python_tag|>") || Has("\"parameters\": dictionary of argument name and its value")
            ? new() { Style = "llama3", Opening = Has("<|python_tag|>") ? "<|python_tag|>" : "", Closing = "", Trained = true } : null;

        bool Has(string mark) => template.Contains(mark, StringComparison.Ordinal);
    }

    private static ToolCallFormat FunctionGemma => new()
    {
        Style = "functiongemma",
        Opening = "<start_function_call>",
        Closing = "<end_function_call>",
        ResultOpening = "<start_function_response>",
        ResultClosing = "<end_function_response>",
        Trained = true,
    };

    // Newer templates write a name and [ARGS] instead of a list: the trigger is the same, the list is then the grammar's doing.
    private static ToolCallFormat Mistral(string opening, bool trained) => new()
    {
        Style = "mistral",
        Opening = opening,
        Closing = "]",
        ResultOpening = "[TOOL_RESULTS]",
        ResultClosing = "[/TOOL_RESULTS]",
        Trained = trained,
    };
}
