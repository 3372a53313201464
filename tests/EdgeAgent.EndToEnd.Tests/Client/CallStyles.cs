using EdgeAgent.Models;

namespace EdgeAgent.EndToEnd.Tests.Client;

/// <summary>The five styles as packages would name them, with and without special tokens.</summary>
internal static class CallStyles
{
    public static TheoryData<string> Styles => ["hermes", "functiongemma", "qwen3-coder", "mistral", "mistral-tekken", "llama3", "llama3-plain"];

    public static string[] Specials { get; } = ["[TOOL_CALLS]", "<|python_tag|>", "<start_function_call>", "<end_function_call>", "<escape>"];

    public static ToolCallFormat Of(string style) => style switch
    {
        "hermes" => ToolCallFormat.Hermes,
        "qwen3-coder" => ToolCallFormat.Hermes with { Style = style },
        "functiongemma" => Format(style, "<start_function_call>", "<end_function_call>"),
        "mistral" => Format(style, "[TOOL_CALLS]", ""),
        "mistral-tekken" => Format("mistral", "[TOOL_CALLS][", "]"),
        "llama3" => Format(style, "<|python_tag|>", ""),
        "llama3-plain" => Format("llama3", "", ""),
        _ => Format(style, "", ""),
    };

    private static ToolCallFormat Format(string style, string opening, string closing) =>
        new() { Style = style, Opening = opening, Closing = closing, Trained = true };
}
