using System.Text.Json.Nodes;

namespace EdgeAgent.Testing;

/// <summary>Gives calls and messages the numbers of their order: their ids are the client's own, new in each run.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class TranscriptIds
{
    private readonly Dictionary<string, string> _calls = new(StringComparer.Ordinal), _messages = new(StringComparer.Ordinal);

    public string Call(string id) => Number(_calls, "call", id);

    public string Message(string id) => Number(_messages, "message", id);

    /// <summary>Changes the ids in contents.</summary>
    public void Rename(JsonArray? contents)
    {
        foreach (JsonObject content in (contents ?? []).OfType<JsonObject>())
            if (content["callId"] is JsonValue value && value.TryGetValue(out string? id)) content["callId"] = Call(id);
    }

    /// <summary>Changes the ids in messages.</summary>
    public void RenameAll(JsonArray? messages)
    {
        foreach (JsonNode? message in messages ?? []) Rename(message?["contents"] as JsonArray);
    }

    private static string Number(Dictionary<string, string> numbers, string kind, string id)
    {
        if (!numbers.TryGetValue(id, out string? number)) numbers.Add(id, number = $"{kind}_{numbers.Count + 1}");
        return number;
    }
}
