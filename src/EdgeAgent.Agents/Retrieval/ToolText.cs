using System.Text.Json;

namespace EdgeAgent.Agents.Retrieval;

/// <summary>The fields of a tool that are searched.</summary>
internal enum ToolField
{
    /// <summary>The tool's name.</summary>
    Name,

    /// <summary>What it does.</summary>
    Description,

    /// <summary>Names, descriptions and enum values of its parameters.</summary>
    Parameters,

    /// <summary>Requests it answers.</summary>
    Examples,
}

/// <summary>The texts of a tool, field by field.</summary>
internal static class ToolText
{
    public static IEnumerable<(ToolField Field, string Text)> Of(AgentTool tool)
    {
        yield return (ToolField.Name, tool.Name);
        yield return (ToolField.Description, tool.Description);
        foreach (string text in Schema(tool.Parameters)) yield return (ToolField.Parameters, text);
        foreach (string example in tool.Options.Examples) yield return (ToolField.Examples, example);
    }

    /// <summary>What a schema says in words, at any depth: a parsed document has a bounded one.</summary>
    private static IEnumerable<string> Schema(JsonElement schema)
    {
        if (schema.ValueKind == JsonValueKind.Array)
            foreach (JsonElement item in schema.EnumerateArray())
                foreach (string text in Schema(item)) yield return text;
        if (schema.ValueKind != JsonValueKind.Object) yield break;
        foreach (JsonProperty keyword in schema.EnumerateObject())
        {
            IEnumerable<string> texts = keyword.Name switch
            {
                "description" or "const" => Strings(keyword.Value),
                "enum" when keyword.Value.ValueKind == JsonValueKind.Array => keyword.Value.EnumerateArray().SelectMany(Strings),
                "properties" when keyword.Value.ValueKind == JsonValueKind.Object =>
                    keyword.Value.EnumerateObject().SelectMany(p => Schema(p.Value).Prepend(p.Name)),
                _ => Schema(keyword.Value),
            };
            foreach (string text in texts) yield return text;
        }
    }

    private static IEnumerable<string> Strings(JsonElement value) => value.ValueKind == JsonValueKind.String ? [value.GetString()!] : [];
}
