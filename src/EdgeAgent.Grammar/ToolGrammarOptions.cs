using EdgeAgent.JsonSchema;

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

    /// <summary>Whether a second call may follow the first in one answer. Default true; without effect where the syntax has one call an answer.</summary>
    public bool AllowParallelCalls { get; init; } = true;

    /// <summary>How many calls one answer may hold where several are allowed. Default 16: a small model that writes more is looping.</summary>
    public int MaxCalls
    {
        get;
        init => field = value is >= 1 and <= 10_000 ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxCalls), value, "Allow 1 to 10,000 calls.");
    } = 16;

    /// <summary>The texts around the calls, as the model's family writes them. Default <see cref="ToolCallSyntax.Hermes"/>.</summary>
    public ToolCallSyntax Syntax
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Syntax));
    } = ToolCallSyntax.Hermes;

    /// <summary>The schema of an answer that calls nothing; null for free text. Default null.</summary>
    /// <remarks>With <see cref="ToolChoice.Auto"/> the model writes calls or one document of the schema; with <see cref="ToolChoice.None"/> the document; with the other choices calls only.</remarks>
    public SchemaDocument? Answer { get; init; }

    /// <summary>How the tools' parameters, and the answer's schema, become a grammar.</summary>
    public GrammarOptions Arguments
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Arguments));
    } = GrammarOptions.Default;

    internal static ToolGrammarOptions Default { get; } = new();
}
