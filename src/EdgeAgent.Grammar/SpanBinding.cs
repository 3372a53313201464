namespace EdgeAgent.Grammar;

/// <summary>How the free strings of a grammar are bound to given texts: the user's words, the results of tools.</summary>
public enum SpanBinding
{
    /// <summary>Not at all.</summary>
    Off,

    /// <summary>Any string may be written; the matcher also tells which tokens copy from the texts, so that a sampler can favour them.</summary>
    Prefer,

    /// <summary>Only what stands in the texts may be written, from the beginning of a word to the end of one. Where there are no texts, as <see cref="Off"/>.</summary>
    Require,
}
