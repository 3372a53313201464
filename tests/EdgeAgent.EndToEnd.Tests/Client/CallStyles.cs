using EdgeAgent.Models;

namespace EdgeAgent.EndToEnd.Tests.Client;

/// <summary>The four styles as packages would name them, with and without special tokens.</summary>
internal static class CallStyles
{
    public static TheoryData<string> Styles => ["hermes", "qwen3-coder", "mistral", "mistral-tekken", "llama3", "llama3-plain"];

    public static string[] Specials { get; } = ["[TOOL_CALLS]", "<|python_tag|>"];

    public static ToolCallFormat Of(string style) => style switch
    {
        "hermes" => ToolCallFormat.Hermes,
        "qwen3-coder" => ToolCallFormat.Hermes with { Style = style },
        "mistral" => Format(style, "[TOOL_CALLS]", ""),
        "mistral-tekken" => Format("mistral", "[TOOL_CALLS][", "]"),
        "llama3" => Format(style, "<|python_tag|>", ""),
        "llama3-plain" => Format("llama3", "", ""),
        _ => Format(style, "", ""),
    };

    private static ToolCallFormat Format(string style, string opening, string closing) =>
        new() { Style = style, Opening = opening, Closing = closing, Trained = true };
}
