namespace EdgeAgent.Grammar;

/// <summary>Whether the model must call a tool.</summary>
public sealed record ToolChoice
{
    private ToolChoice(string kind, string? name = null) => (Kind, Name) = (kind, name);

    /// <summary>Text only: the trigger can never be completed.</summary>
    public static ToolChoice None { get; } = new("none");

    /// <summary>Text, with calls where the model opens one.</summary>
    public static ToolChoice Auto { get; } = new("auto");

    /// <summary>At least one call, from the first byte on, and nothing but calls.</summary>
    public static ToolChoice Required { get; } = new("required");

    /// <summary>As <see cref="Required"/>, and always this tool.</summary>
    /// <param name="name">The tool's name.</param>
    public static ToolChoice Named(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new ToolChoice("named", name);
    }

    /// <summary><c>none</c>, <c>auto</c>, <c>required</c> or <c>named</c>.</summary>
    public string Kind { get; }

    /// <summary>The tool of <see cref="Named"/>, else null.</summary>
    public string? Name { get; }
}
