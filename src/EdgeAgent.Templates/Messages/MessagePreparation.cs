using System.Text.Json.Nodes;
using EdgeAgent.Templates.Jinja;

namespace EdgeAgent.Templates.Messages;

/// <summary>What transformers' <c>apply_chat_template</c> (5.x) does to messages before the template sees them.</summary>
internal static class MessagePreparation
{
    private static readonly string[] s_reasoning = ["reasoning_content", "thinking", "reasoning"];

    /// <summary>Removes the keys that are null, and gives a message's reasoning both of the names that templates read.</summary>
    /// <exception cref="TemplateException">There is no message, or something else than a message.</exception>
    public static List<Message> Prepare(JsonArray source)
    {
        if (source.Count == 0) throw Bad("The conversation is empty.", "messages", "Give at least one message.");
        List<Message> messages = new(source.Count);
        for (int i = 0; i < source.Count; i++)
        {
            if (source[i] is not JsonObject entry)
                throw Bad("A message is not a JSON object.", $"messages[{i}]", "Give it as an object with role and content.");
            Message message = new(entry);
            message.RemoveNulls();
            AliasReasoning(message);
            messages.Add(message);
        }
        return messages;
    }

    private static void AliasReasoning(Message message)
    {
        foreach (string name in s_reasoning)
        {
            if (message[name] is not { } reasoning) continue;
            message["reasoning_content"] ??= reasoning;
            message["thinking"] ??= reasoning;
            return;
        }
    }

    public static TemplateException Bad(string what, string where, string fix, Exception? inner = null)
        => new(ErrorCodes.BadConversation, what, where, fix, inner: inner);
}
