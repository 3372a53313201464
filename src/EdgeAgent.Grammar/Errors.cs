namespace EdgeAgent.Grammar;

/// <summary>Every error of this package, with its code, in one place.</summary>
internal static class Errors
{
    public static GrammarException Unsupported(string? tool, string pointer, string keyword, string reason, string remedy) => new("EA1101",
        $"'{keyword}' cannot be enforced while decoding: {reason}", Place(tool, $"{pointer}/{keyword}"),
        $"{remedy}, or set Unsupported = Report to leave it out and validate after decoding.");

    public static GrammarException NotInParameters(string form, string tool, string pointer, string keyword, string reason) => new("EA1101",
        $"'{keyword}' cannot be enforced where parameters are written as {form}: {reason}.", Place(tool, $"{pointer}/{keyword}"),
        "Write the schema without it, or choose a syntax whose arguments are JSON.");

    public static GrammarException Unsatisfiable(string? tool, string pointer) => new("EA1102",
        "No value satisfies this schema.", Place(tool, pointer), "Look for bounds that exclude each other, empty enums, and required members that can never be complete.");

    public static GrammarException TooDeep(string? tool, int height, int limit) => new("EA1102",
        $"No value of this schema fits into {limit:N0} levels of arrays and objects: the shallowest has {height:N0}.", Place(tool, "#"), "Raise GrammarOptions.MaxDepth.");

    public static GrammarException NoText(string what, string where) => new("EA1102", what, where, "Allow at least one text.");

    public static GrammarException TooLarge(string? tool, int limit, string where = "#") => new("EA1103",
        $"The grammar needs more than {limit:N0} states.", Place(tool, where), "Simplify it, or raise GrammarOptions.MaxStates.");

    public static GrammarException TooManyStates(Regular.LanguageTooLargeException e) => new("EA1103",
        $"While decoding, a pattern or a combination of them turned out too large: {e.Message}.", "the text so far", "Simplify the patterns of the schema, or raise GrammarOptions.MaxStates.", e);

    public static GrammarException EndlessRef(string? tool, string pointer) => new("EA1104",
        "The schema refers to itself for the same value, without end.", Place(tool, pointer), "Let one of the references go through 'properties' or 'items'.");

    public static GrammarException BadToolName(string what, string where) => new("EA1105", what, where, "Give every tool a name of its own, and for XML tags names without '>' and line breaks.");

    public static GrammarException NoSuchTool(string what) => new("EA1106", what, "ToolGrammarOptions.Choice", "Name one of the tools, or choose Auto.");

    public static GrammarException NotAnObject(string tool, string pointer) => new("EA1107",
        "A tool's arguments are an object, and its parameters allow none.", Place(tool, pointer), "Write parameters of type object; {\"type\": \"object\", \"properties\": {}} for none.");

    public static GrammarException BadVocabulary(string what, string where) => new("EA1108", what, where, "Give the token bytes of the tokenizer that the model was trained with.");

    public static GrammarException CannotSpell(string text, byte missing) => new("EA1109",
        $"The vocabulary has no token for the byte 0x{missing:x2} alone, so a fixed text might not be spelt to its end.", $"the text {text}",
        "Rename it with characters that the tokenizer knows.");

    public static GrammarException BadTexts(string what) => new("EA1110", what, "ToolGrammarOptions.Syntax", "Take one of ToolCallSyntax, or the texts of the model's template.");

    public static GrammarException BadNotation(string what, string where, string fix, Exception? inner = null) => new("EA1111", what, where, $"{fix}.", inner);

    private static string Place(string? tool, string pointer) => tool is null ? pointer : $"tool {tool}, {pointer}";
}
