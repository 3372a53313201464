using EdgeAgent.Grammar;

namespace EdgeAgent.Benchmarks.Masks;

/// <summary>Under which options schemas are compiled, with their names for the report.</summary>
internal sealed record MaskSettings(string KeyOrder, string WhiteSpace, GrammarOptions Options)
{
    /// <summary>What the figures are about.</summary>
    public static MaskSettings Main { get; } = new("declared", "one space after ',' and ':'", new GrammarOptions
    {
        Undeclared = UndeclaredProperties.AsTheSchemaSays, // MaskBench's instances have what JSON Schema allows
        Unsupported = UnsupportedKeywords.Refuse,
    });

    /// <summary>What the second line is about; null where there is nothing else to set.</summary>
    public static MaskSettings? Other => null;

    public override string ToString() => $"key order {KeyOrder}, white space {WhiteSpace}";
}
