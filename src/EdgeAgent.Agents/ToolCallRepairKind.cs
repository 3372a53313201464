namespace EdgeAgent.Agents;

/// <summary>What was mended in a tool call: the whole list of what is ever mended. Anything else stays an error.</summary>
public enum ToolCallRepairKind
{
    /// <summary>The closing tag did not come: the text ended, or went on with something else.</summary>
    MissingClosingTag,

    /// <summary>Closing brackets were missing at the end.</summary>
    UnclosedBracket,

    /// <summary>One closing bracket too many stood after the call.</summary>
    StrayBracket,

    /// <summary>A string had no closing quote before the end.</summary>
    UnclosedString,

    /// <summary>A comma stood before a closing bracket.</summary>
    TrailingComma,

    /// <summary>No comma stood between two members or items.</summary>
    MissingComma,

    /// <summary>A string stood in single quotes.</summary>
    SingleQuotes,

    /// <summary>A quote inside a string was not escaped.</summary>
    UnescapedQuote,

    /// <summary>A line break or another control character stood unescaped in a string.</summary>
    UnescapedControl,

    /// <summary>An escape that JSON does not have, or half a surrogate pair.</summary>
    InvalidEscape,

    /// <summary>A member's name stood without quotes.</summary>
    UnquotedName,

    /// <summary><c>True</c>, <c>False</c> or <c>None</c>.</summary>
    PythonLiteral,

    /// <summary>A number in a form that JSON does not have: <c>+5</c>, <c>.5</c>, <c>5.</c>, <c>007</c>.</summary>
    NumberForm,

    /// <summary>The arguments stood under <c>parameters</c>, or the call inside <c>function</c>, where the format has it otherwise.</summary>
    OtherMemberName,

    /// <summary>The arguments were a string that held a JSON object.</summary>
    ArgumentsInString,

    /// <summary>A string that held a number, where the schema wants a number: <c>"5"</c> for <c>5</c>.</summary>
    NumberInString,

    /// <summary><c>"true"</c> or <c>"false"</c> where the schema wants a boolean.</summary>
    BooleanInString,

    /// <summary>A string that held an object or array, where the schema wants one.</summary>
    JsonInString,

    /// <summary>One value where the schema wants an array: it became the only item.</summary>
    SingleItem,
}
