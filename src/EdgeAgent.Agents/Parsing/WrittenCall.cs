using System.Text.Json;

namespace EdgeAgent.Agents.Parsing;

/// <summary>A call as the text has it.</summary>
/// <param name="Name">The tool's name; empty where none could be read.</param>
/// <param name="Arguments">A JSON object; undefined where it could not be read.</param>
/// <param name="Repairs">What was mended.</param>
internal sealed record WrittenCall(string Name, JsonElement Arguments, RepairLog Repairs)
{
    private static readonly JsonElement NoArguments = JsonDocument.Parse("{}").RootElement;

    /// <summary>Reads one JSON value as calls: an object is one, an array several.</summary>
    /// <param name="text">The value as written.</param>
    /// <param name="offset">Where it stands in the call's text.</param>
    /// <param name="argumentsName">How the format names the arguments.</param>
    /// <param name="repairs">Repairs so far.</param>
    /// <returns>The calls; one without a name or arguments where they cannot be read.</returns>
    public static IReadOnlyList<WrittenCall> Read(ReadOnlySpan<char> text, int offset, string argumentsName, RepairLog repairs)
    {
        if (!LenientJson.TryRead(text, offset, repairs, out JsonElement value)) return [new("", default, repairs)];
        return value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0
            ? [.. value.EnumerateArray().Select(item => FromJson(item, argumentsName, repairs))] : [FromJson(value, argumentsName, repairs)];
    }

    /// <summary>True for JSON that has a call's shape and nothing beside it: what may be taken for a call where no tag says that it is one.</summary>
    public static bool HasShape(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object
        && value.TryGetProperty("name", out JsonElement name) && name.ValueKind == JsonValueKind.String
        && (value.TryGetProperty("parameters", out JsonElement arguments) || value.TryGetProperty("arguments", out arguments))
        && arguments.ValueKind == JsonValueKind.Object
        && value.EnumerateObject().All(p => p.Name is "name" or "parameters" or "arguments" or "type" or "id");

    private static WrittenCall FromJson(JsonElement value, string argumentsName, RepairLog repairs)
    {
        if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("function", out JsonElement inner) && inner.ValueKind == JsonValueKind.Object)
        {
            if (!repairs.Add(ToolCallRepairKind.OtherMemberName, "#/function")) return new("", default, repairs);
            value = inner;
        }
        if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty("name", out JsonElement name) || name.ValueKind != JsonValueKind.String)
            return new("", default, repairs);
        return new(name.GetString()!, ReadArguments(value, argumentsName, repairs), repairs);
    }

    private static JsonElement ReadArguments(JsonElement call, string argumentsName, RepairLog repairs)
    {
        if (!call.TryGetProperty(argumentsName, out JsonElement arguments))
        {
            string other = argumentsName == "arguments" ? "parameters" : "arguments";
            if (!call.TryGetProperty(other, out arguments)) return NoArguments;
            if (!repairs.Add(ToolCallRepairKind.OtherMemberName, $"#/{other}")) return default;
        }
        if (arguments.ValueKind == JsonValueKind.String)
        {
            if (!LenientJson.TryRead(arguments.GetString(), 0, repairs, out arguments)
                || !repairs.Add(ToolCallRepairKind.ArgumentsInString, "#/arguments")) return default;
        }
        return arguments.ValueKind switch
        {
            JsonValueKind.Object => arguments,
            JsonValueKind.Null => NoArguments,
            _ => default,
        };
    }
}
