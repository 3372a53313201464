using EdgeAgent.Grammar;

namespace EdgeAgent.Benchmarks.Masks;

/// <summary>Under which options schemas are compiled, with their names for the report.</summary>
internal sealed record MaskSettings(string KeyOrder, string WhiteSpace, GrammarOptions Options)
{
    private static readonly GrammarOptions s_asJsonSchemaSays = new()
    {
        Undeclared = UndeclaredProperties.AsTheSchemaSays, // MaskBench's instances have what JSON Schema allows
        Unsupported = UnsupportedKeywords.Refuse,
        NumberForms = NumberForms.Any,
        EnforceFormats = true,
    };

    /// <summary>What the figures are about: instances' members come in any order, their white space is EdgeAgent's default.</summary>
    public static MaskSettings Main { get; } = Of(Grammar.KeyOrder.Any, Grammar.WhiteSpace.Spaced);

    /// <summary>What the second line is about: as llguidance runs by default.</summary>
    public static MaskSettings Other { get; } = Of(Grammar.KeyOrder.Declared, Grammar.WhiteSpace.Any);

    /// <summary>Both.</summary>
    public static IReadOnlyList<MaskSettings> All { get; } = [Main, Other];

    public override string ToString() => $"key order {KeyOrder}, white space {WhiteSpace}";

    private static MaskSettings Of(KeyOrder order, WhiteSpace space)
        => new(order.ToString(), space.ToString(), s_asJsonSchemaSays with { KeyOrder = order, WhiteSpace = space });
}
