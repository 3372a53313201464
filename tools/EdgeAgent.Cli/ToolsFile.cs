using System.Text.Json;
using EdgeAgent.Agents;
using SmartHome.Terminal;

namespace EdgeAgent.Cli;

/// <summary>Tools of a file: OpenAI's array, <c>[{"type": "function", "function": {"name", "description", "parameters"}}]</c>.</summary>
internal static class ToolsFile
{
    private const int MaxBytes = 16 << 20; // far more than any context holds

    /// <summary>Makes the tools; their handlers give the arguments back.</summary>
    /// <exception cref="CliException">The file is missing, too big, not JSON or not such an array.</exception>
    /// <exception cref="AgentException">A name or schema that cannot be used.</exception>
    public static IReadOnlyList<AgentTool> Read(string path)
    {
        using JsonDocument document = Parse(path);
        if (document.RootElement.ValueKind != JsonValueKind.Array) throw Malformed("It is not a JSON array.", path);
        List<AgentTool> tools = [];
        int index = 0;
        foreach (JsonElement entry in document.RootElement.EnumerateArray()) tools.Add(Tool(entry, $"{path}, #/{index++}"));
        return tools;
    }

    private static JsonDocument Parse(string path)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MaxBytes } file)
                throw Malformed($"It has {file.Length:N0} bytes; the limit is {MaxBytes:N0}.", path);
            return JsonDocument.Parse(File.ReadAllBytes(path));
        }
        catch (JsonException e)
        {
            throw Malformed($"It is not JSON: {e.Message}", path, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException(
                ExitCodes.BadInput, "EA7001", $"The tools cannot be read: {e.Message}", path,
                "Name a file that exists and may be read.", e);
        }
    }

    private static AgentTool Tool(JsonElement entry, string where)
    {
        if (entry.ValueKind != JsonValueKind.Object || !entry.TryGetProperty("function", out JsonElement function)
            || function.ValueKind != JsonValueKind.Object)
            throw Malformed("An entry is not an object with 'function'.", where);
        if (!function.TryGetProperty("name", out JsonElement name) || name.ValueKind != JsonValueKind.String)
            throw Malformed("A function has no 'name'.", where);
        bool described = function.TryGetProperty("description", out JsonElement text) && text.ValueKind == JsonValueKind.String;
        if (!function.TryGetProperty("parameters", out JsonElement schema))
            schema = JsonElement.Parse("""{"type": "object", "properties": {}}""");
        return AgentTool.FromSchema(
            name.GetString()!, described ? text.GetString()! : "", schema, (arguments, _) => new ValueTask<object?>(arguments));
    }

    private static CliException Malformed(string what, string where, Exception? inner = null) => new(
        ExitCodes.BadInput, "EA7002", $"The tools file is malformed: {what}", where,
        "Write OpenAI's array: [{\"type\": \"function\", \"function\": {\"name\": …, \"description\": …, \"parameters\": {…}}}].", inner);
}
