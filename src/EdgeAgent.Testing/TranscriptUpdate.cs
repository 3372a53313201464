using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Testing;

/// <summary>An update of an answer as a transcript writes it.</summary>
/// <param name="Json">The update; readable.</param>
/// <param name="Time">Since the request; null where it was not recorded.</param>
internal sealed record TranscriptUpdate(JsonElement Json, TimeSpan? Time)
{
    /// <summary>As it is written, with ids by their numbers.</summary>
    public static JsonObject Write(ChatResponseUpdate update, TranscriptIds ids)
    {
        JsonObject json = [];
        if (update.Role is { } role && role != ChatRole.Assistant) json["role"] = role.Value;
        if (update.MessageId is { } message) json["messageId"] = ids.Message(message);
        if (update.ModelId is { } model) json["model"] = model;
        JsonArray contents = TranscriptJson.Write(update.Contents);
        ids.Rename(contents);
        if (contents.Count > 0) json["contents"] = contents;
        if (update.FinishReason is { } reason) json["finishReason"] = reason.Value;
        JsonObject unreadable = [];
        foreach (FunctionCallContent call in update.Contents.OfType<FunctionCallContent>())
            if (call.Exception is { } exception) unreadable[ids.Call(call.CallId)] = exception.Message;
        if (unreadable.Count > 0) json["unreadable"] = unreadable; // exceptions do not travel with contents
        return json;
    }

    /// <exception cref="JsonException">It is no update.</exception>
    public static TranscriptUpdate Read(JsonElement json, TimeSpan? time)
    {
        _ = Make(json);
        return new(json.Clone(), time);
    }

    /// <summary>The update for one reader, who may change it.</summary>
    public ChatResponseUpdate Make() => Make(Json);

    private static ChatResponseUpdate Make(JsonElement json)
    {
        ChatResponseUpdate update = new(new ChatRole(Text(json, "role") ?? ChatRole.Assistant.Value),
            json.TryGetProperty("contents", out JsonElement contents) ? TranscriptJson.Read(contents) : [])
        {
            MessageId = Text(json, "messageId"),
            ModelId = Text(json, "model"),
            FinishReason = Text(json, "finishReason") is { } reason ? new ChatFinishReason(reason) : null,
        };
        if (json.TryGetProperty("unreadable", out JsonElement unreadable))
        {
            foreach (FunctionCallContent call in update.Contents.OfType<FunctionCallContent>())
                if (Text(unreadable, call.CallId) is { } message) call.Exception = new FormatException(message);
        }
        return update;
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
}
