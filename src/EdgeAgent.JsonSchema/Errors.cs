using System.Text.Json;

namespace EdgeAgent.JsonSchema;

/// <summary>Every error of this package, with its code, in one place.</summary>
internal static class Errors
{
    public static JsonSchemaException NotJson(JsonException e) => new("EA1001",
        "The schema is not JSON: " + e.Message, $"line {(e.LineNumber ?? 0) + 1}, byte {e.BytePositionInLine ?? 0} of that line",
        "Correct the text there; every member name may occur once.", e);

    public static JsonSchemaException NotASchema(string pointer, JsonValueKind kind) => new("EA1002",
        $"A schema must be an object or a boolean, this is {Name(kind)}.", pointer, "Write {} for 'anything', or the schema that was meant.");

    public static JsonSchemaException Malformed(string pointer, string keyword, string expected) => new("EA1003",
        $"'{keyword}' must be {expected}.", $"{pointer}/{JsonPointer.Escape(keyword)}", $"Correct the value of '{keyword}', or remove it.");

    public static JsonSchemaException TooLarge(string what, string pointer, string option) => new("EA1004",
        what, pointer, $"Simplify the schema, or raise SchemaDocumentOptions.{option}.");

    public static JsonSchemaException RefNotFound(string pointer, string keyword, string reference) => new("EA1005",
        $"The reference '{reference}' leads to nothing in this document.", $"{pointer}/{keyword}", "Correct the reference, or add the definition under '$defs'.");

    public static JsonSchemaException RefOutside(string pointer, string keyword, string reference) => new("EA1006",
        $"The reference '{reference}' leads out of this document, and nothing is fetched.", $"{pointer}/{keyword}",
        "Give that schema in SchemaDocumentOptions.Documents under this URI, or copy it under '$defs' and refer to it there.");

    public static JsonSchemaException UnknownVocabulary(string pointer, string dialect, string vocabulary) => new("EA1007",
        $"The dialect '{dialect}' demands the vocabulary '{vocabulary}', which is not known here.", pointer + "/$schema",
        "Name a draft of JSON Schema, or a dialect that demands its vocabularies only.");

    public static JsonSchemaException EndlessRef(string pointer) => new("EA1008",
        "The schema refers to itself for the same value, without end.", pointer, "Let one of the references go through 'properties' or 'items'.");

    public static JsonSchemaException BadPattern(string pointer, string keyword, string pattern, string reason, Exception? inner = null) => new("EA1009",
        $"The regular expression '{pattern}' cannot be used: {reason}", $"{pointer}/{keyword}", "Rewrite it in the syntax of ECMA-262.", inner);

    public static JsonSchemaException Unsound(string pointer, string fault) => new("EA1010",
        fault, pointer, "Write every name once, and characters above U+FFFF as both halves or as themselves.");

    public static string Name(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        JsonValueKind.Null => "null",
        _ => "undefined",
    };
}
