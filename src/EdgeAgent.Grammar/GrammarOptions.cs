namespace EdgeAgent.Grammar;

/// <summary>How a schema becomes a grammar.</summary>
public sealed record GrammarOptions
{
    /// <summary>Keywords that cannot be enforced. Default: refuse, so that a constraint never fails open.</summary>
    public UnsupportedKeywords Unsupported { get; init; }

    /// <summary>Members beyond the declared ones. Default: none where any are declared; a small model invents members if it may.</summary>
    public UndeclaredProperties Undeclared { get; init; }

    /// <summary>How deep arrays and objects may nest in the text. Default 60, under the 64 that System.Text.Json reads by default; 1 to 1,000.</summary>
    public int MaxDepth
    {
        get;
        init => field = value is >= 1 and <= 1000 ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxDepth), value, "Allow 1 to 1,000 levels.");
    } = 60;

    /// <summary>How many states the automata of patterns, numbers and names may have together. Default 2 million: a bound for hostile schemas, reached while
    /// decoding if at all; to compile, no more than 100,000 are looked at.</summary>
    public int MaxStates
    {
        get;
        init => field = value >= 100 ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxStates), value, "Allow at least 100 states.");
    } = 2_000_000;

    /// <summary>In which order members may be written. Default: declared.</summary>
    public KeyOrder KeyOrder { get; init; }

    /// <summary>White space between the tokens of JSON. Default: <c>", "</c> and <c>": "</c>.</summary>
    public WhiteSpace WhiteSpace { get; init; }

    /// <summary>How numbers may be written. Default: plain decimals.</summary>
    public NumberForms NumberForms { get; init; }

    /// <summary>Whether <c>format</c> restricts strings. Default true; a format that is not known is an annotation, listed in the report.</summary>
    public bool EnforceFormats { get; init; } = true;

    /// <summary>How strings are bound to the texts that <see cref="CompiledGrammar.CreateMatcher"/> is given. Default: not at all.</summary>
    /// <remarks>
    /// Of strings that are values, those that nothing but <c>minLength</c> and <c>maxLength</c> restricts; never names of members. A required span keeps the
    /// length bounds too. Where no span does, or in an array of unique items none is left, the string is free: a text can always be completed.
    /// </remarks>
    public SpanBinding Spans { get; init; }

    /// <summary>Binds the strings of single schemas otherwise than <see cref="Spans"/> says. Null: none.</summary>
    public SpanSelector? SpansOf { get; init; }

    internal static GrammarOptions Default { get; } = new();
}
