using EdgeAgent.Tokenizers.Bpe;
using EdgeAgent.Tokenizers.Pipeline;

namespace EdgeAgent.Tokenizers.Json;

/// <summary>The settings of <c>Metaspace</c>, pre-tokenizer or decoder.</summary>
/// <param name="Prefix">Which stretches get a space in front.</param>
/// <param name="Split">Whether every space begins a piece.</param>
internal readonly record struct MetaspaceSettings(PrefixScheme Prefix, bool Split)
{
    public static MetaspaceSettings Read(JsonPart part)
    {
        if (part["replacement"].String() != SpaceMark.Text)
            throw TokenizerErrors.UnsupportedSetting("Metaspace with another replacement than U+2581 is not supported.",
                part["replacement"].Pointer, "Use U+2581, as SentencePiece does.");
        JsonPart scheme = part["prepend_scheme"];
        PrefixScheme prefix = (scheme.IsNull ? "always" : scheme.String()) switch
        {
            "always" => PrefixScheme.Always,
            "first" => PrefixScheme.First,
            "never" => PrefixScheme.Never,
            string other => throw TokenizerErrors.Malformed($"'{other}' is no prepend_scheme: use always, first or never.", scheme.Pointer),
        };
        // The older form, which says the same with a truth value.
        if (!part["add_prefix_space"].Bool(missing: true))
        {
            if (prefix != PrefixScheme.Never && !scheme.IsNull)
                throw TokenizerErrors.Malformed("add_prefix_space contradicts the prepend_scheme.", part["add_prefix_space"].Pointer);
            prefix = PrefixScheme.Never;
        }
        return new(prefix, part["split"].Bool(missing: true));
    }
}
