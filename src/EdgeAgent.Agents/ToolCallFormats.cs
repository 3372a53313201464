namespace EdgeAgent.Agents;

/// <summary>Ways in which models write tool calls into their text.</summary>
[Flags]
public enum ToolCallFormats
{
    /// <summary>None: text stays text.</summary>
    None = 0,

    /// <summary><c>&lt;tool_call&gt;{"name": …, "arguments": {…}}&lt;/tool_call&gt;</c>: Hermes, Nesso, Qwen.</summary>
    Hermes = 1,

    /// <summary><c>[TOOL_CALLS][{"name": …, "arguments": {…}}]</c>, and <c>[TOOL_CALLS]name[ARGS]{…}</c>: Mistral.</summary>
    Mistral = 2,

    /// <summary><c>{"name": …, "parameters": {…}}</c> as the whole answer, perhaps after <c>&lt;|python_tag|&gt;</c>, several parted by
    /// <c>;</c>: Llama 3.</summary>
    Llama3 = 4,

    /// <summary><c>&lt;function=name&gt;&lt;parameter=key&gt;value&lt;/parameter&gt;&lt;/function&gt;</c>, perhaps inside
    /// <c>&lt;tool_call&gt;</c>: Qwen3-Coder.</summary>
    QwenCoder = 8,

    /// <summary>A fenced code block that holds nothing but one call in JSON.</summary>
    FencedJson = 16,

    /// <summary>All of them.</summary>
    All = Hermes | Mistral | Llama3 | QwenCoder | FencedJson,
}
