using System.Text.Json;

namespace EdgeAgent.Models.Foreign;

/// <summary>What Hugging Face's tokenizer_config.json tells beside the tokenizer: the chat template and the texts of special tokens.</summary>
internal static class TokenizerSettingsJson
{
    /// <summary>The template; of several by name the one for tools, which serves chats without tools, too. Null for none.</summary>
    public static string? Template(JsonElement settings)
    {
        if (!TryGet(settings, "chat_template", out JsonElement template)) return null;
        if (template.ValueKind == JsonValueKind.String) return JsonTexts.TextOf(template);
        return Named(template, "tool_use") ?? Named(template, "default");
    }

    /// <summary>Whether one template is given, whatever it is.</summary>
    public static bool HasTemplate(JsonElement settings) => TryGet(settings, "chat_template", out JsonElement template) && template.ValueKind == JsonValueKind.String;

    public static ManifestTokens Tokens(JsonElement settings) => new()
    {
        Bos = Token(settings, "bos_token"),
        Eos = Token(settings, "eos_token") is string eos ? [eos] : [],
        Pad = Token(settings, "pad_token"),
    };

    private static string? Named(JsonElement list, string name)
    {
        if (list.ValueKind != JsonValueKind.Array) return null;
        foreach (JsonElement one in list.EnumerateArray())
            if (TryGet(one, "name", out JsonElement found) && found.ValueKind == JsonValueKind.String && found.ValueEquals(name)
                && TryGet(one, "template", out JsonElement template) && template.ValueKind == JsonValueKind.String)
                return JsonTexts.TextOf(template);
        return null;
    }

    // A text, or an object with the text in "content".
    private static string? Token(JsonElement settings, string name)
    {
        if (!TryGet(settings, name, out JsonElement token)) return null;
        if (TryGet(token, "content", out JsonElement content)) token = content;
        return JsonTexts.TextOf(token);
    }

    private static bool TryGet(JsonElement element, string name, out JsonElement value)
    {
        value = default;
        return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out value);
    }
}
