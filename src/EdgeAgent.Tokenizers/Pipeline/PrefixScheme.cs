namespace EdgeAgent.Tokenizers.Pipeline;

/// <summary>Which stretches of ordinary text get a space in front, unless they begin with one: Metaspace's <c>prepend_scheme</c>.</summary>
internal enum PrefixScheme
{
    /// <summary>None.</summary>
    Never,

    /// <summary>Only one that begins the text.</summary>
    First,

    /// <summary>Each.</summary>
    Always,
}
