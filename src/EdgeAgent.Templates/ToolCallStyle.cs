namespace EdgeAgent.Templates;

/// <summary>How a model's template shows tools.</summary>
public enum ToolCallStyle
{
    /// <summary>The template itself writes tools, tool calls and tool results.</summary>
    Native,

    /// <summary>The template knows only system, user and assistant: tools, calls and results are written into their messages
    /// first.</summary>
    Rewritten,
}
