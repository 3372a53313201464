namespace EdgeAgent.Grammar;

/// <summary>What a stretch of the text is.</summary>
public enum RegionKind
{
    /// <summary>Free text outside tool calls.</summary>
    Text,

    /// <summary>The fixed text that opens a call: the trigger to the name, and again from the name's closing quote to the arguments.</summary>
    Opening,

    /// <summary>The tool's name, as the characters of a JSON string without the quotes, or in an XML tag as it is.</summary>
    Name,

    /// <summary>The arguments: the JSON text of one object, no byte more or less; with <see cref="ToolCallSyntax.ParametersAreXml"/> the parameters' tags and values; with
    /// <see cref="ToolCallSyntax.StringDelimiter"/> the members from the opening brace to before the closing one.</summary>
    Arguments,

    /// <summary>What follows the arguments, through the closing tag.</summary>
    Closing,

    /// <summary>A document of the compiled schema, or a text of the compiled pattern, choice or grammar.</summary>
    Answer,
}
