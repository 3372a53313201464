using System.Text.Json;

namespace EdgeAgent.Models.Foreign;

/// <summary>Reads a chat template: a file of its own, or a .json file whose member <c>chat_template</c> is one.</summary>
internal static class ChatTemplateText
{
    /// <exception cref="ModelException">EA4060: the file cannot be read, or is no JSON.</exception>
    public static string? Read(string path)
    {
        try
        {
            if (!path.EndsWith(".json", StringComparison.Ordinal)) return File.ReadAllText(path);
            using JsonDocument settings = JsonDocument.Parse(JsonFiles.ReadBytes(path));
            return TokenizerSettingsJson.Template(settings.RootElement);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw ForeignErrors.Malformed(path, e);
        }
    }
}
