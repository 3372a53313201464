namespace EdgeAgent.Grammar;

/// <summary>White space between the tokens of JSON.</summary>
public enum WhiteSpace
{
    /// <summary><c>", "</c> and <c>": "</c>, and none elsewhere: as chat templates write it and models are trained.</summary>
    Spaced,

    /// <summary>None at all.</summary>
    Compact,

    /// <summary>Whatever RFC 8259 allows, up to a limit of characters in a row.</summary>
    Any,
}
