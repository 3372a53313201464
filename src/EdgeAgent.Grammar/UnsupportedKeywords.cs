namespace EdgeAgent.Grammar;

/// <summary>What to do with a keyword that restricts values in a way the mask cannot enforce.</summary>
public enum UnsupportedKeywords
{
    /// <summary>Compiling fails with an error that names it.</summary>
    Refuse,

    /// <summary>It is left out and listed in <see cref="CompiledGrammar.Remarks"/>: the caller validates after decoding.</summary>
    Report,
}
