namespace EdgeAgent.Grammar;

/// <summary>How tool calls are written and when they may be.</summary>
public sealed record ToolGrammarOptions
{
    /// <summary>Whether the model must call a tool. Default <see cref="ToolChoice.Auto"/>.</summary>
    public ToolChoice Choice
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Choice));
    } = ToolChoice.Auto;

    /// <summary>Whether a second call may follow the first in one answer. Default true.</summary>
    public bool AllowParallelCalls { get; init; } = true;

    /// <summary>How many calls one answer may hold where several are allowed. Default 16: a small model that writes more is looping.</summary>
    public int MaxCalls
    {
        get;
        init => field = value is >= 1 and <= 10_000 ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxCalls), value, "Allow 1 to 10,000 calls.");
    } = 16;

    /// <summary>The text that turns free text into a call, byte for byte. Default <c>&lt;tool_call&gt;</c>; at most 200 bytes.</summary>
    public string Trigger { get; init; } = "<tool_call>";

    /// <summary>From the trigger to the tool's name, its opening quote included.</summary>
    public string BeforeName { get; init; } = "\n{\"name\": \"";

    /// <summary>From the name (its closing quote not included) to the arguments.</summary>
    public string BeforeArguments { get; init; } = ", \"arguments\": ";

    /// <summary>From the arguments to the end of the call.</summary>
    public string AfterArguments { get; init; } = "}\n</tool_call>";

    /// <summary>How the tools' parameters become a grammar.</summary>
    public GrammarOptions Arguments
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Arguments));
    } = GrammarOptions.Default;

    internal static ToolGrammarOptions Default { get; } = new();
}
