namespace EdgeAgent.Templates;

/// <summary>What the chat layer must know of a model to prepare its conversations.</summary>
public sealed record ChatPromptOptions
{
    /// <summary>The tokenizer's added tokens: no text of messages or tools may become one of them. Default none.</summary>
    /// <remarks>A token of one character cannot be kept out this way and is left alone.</remarks>
    public IReadOnlyList<string> AddedTokens
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(AddedTokens));
    } = [];

    /// <summary>How the template shows tools. Default <see cref="ToolCallStyle.Native"/>.</summary>
    public ToolCallStyle ToolCalls { get; init; } = ToolCallStyle.Native;

    /// <summary>Whether text of messages and tools is kept from becoming an added token or a tool tag. Default true; false is for
    /// comparing with other renderers.</summary>
    public bool GuardData { get; init; } = true;

    /// <summary>Whether the template takes a system message. Default true; false puts its text at the start of the first user
    /// message.</summary>
    public bool SupportsSystem { get; init; } = true;

    /// <summary>The text that presents the tools where <see cref="ToolCalls"/> is <see cref="ToolCallStyle.Rewritten"/>; <c>{tools}</c>
    /// stands for their JSON. Null takes <see cref="ChatPrompt.DefaultToolsWording"/>.</summary>
    public string? ToolsWording { get; init; }
}
