using System.Text.Json;
using System.Text.RegularExpressions;

namespace EdgeAgent.Evaluation;

/// <summary>Finds tool calls in the plain text of a run without a grammar: <c>&lt;tool_call&gt; {…} &lt;/tool_call&gt;</c>.</summary>
internal static partial class ToolCallText
{
    /// <summary>Reads the calls and the words around them.</summary>
    /// <returns>Null calls where one is not JSON with a name and arguments; an unclosed last block counts.</returns>
    public static (IReadOnlyList<EmittedCall>? Calls, string Words) Parse(string text)
    {
        List<EmittedCall> calls = [];
        bool sound = true;
        foreach (Match block in Block().Matches(text))
        {
            if (TryRead(block.Groups[1].Value.Trim()) is { } call) calls.Add(call);
            else sound = false;
        }
        return (sound ? calls : null, Block().Replace(text, "").Trim());
    }

    private static EmittedCall? TryRead(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object
                && root.TryGetProperty("name", out JsonElement name) && name.ValueKind == JsonValueKind.String
                && root.TryGetProperty("arguments", out JsonElement arguments)
                ? new EmittedCall(name.GetString()!, arguments.Clone()) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [GeneratedRegex("<tool_call>(.*?)(?:</tool_call>|\\z)", RegexOptions.Singleline)]
    private static partial Regex Block();
}
