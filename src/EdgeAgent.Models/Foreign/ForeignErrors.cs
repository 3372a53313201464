using System.Text.Json;

namespace EdgeAgent.Models.Foreign;

/// <summary>What can be wrong with a package of another tool.</summary>
internal static class ForeignErrors
{
    public static ModelException Malformed(string path, Exception cause)
        => new("EA4060", $"The package's configuration is malformed: {JsonFiles.What(cause)}", JsonFiles.Where(path, cause),
            "Get the package again, or have its tool write it again.", cause);

    public static ModelException Malformed(string what, string where)
        => new("EA4060", what, where, "Get the package again, or have its tool write it again.");

    public static ModelException Missing(string member, string path)
        => new("EA4061", $"The package's configuration lacks '{member}', without which its graph cannot be run.", $"{path}, {member}",
            "Have the tool write the package again, or convert the original weights: edge-agent convert SOURCE -o FOLDER.");

    public static ModelException Unsupported(string what, string where)
        => new("EA4062", what, where, "Take a package whose one graph goes from token ids to logits, or convert the original weights: edge-agent convert SOURCE -o FOLDER.");

    public static ModelException Variant(string what, string folder, IReadOnlyCollection<string> known)
        => new("EA4063", what, folder, known.Count == 0 ? "Name the folder that holds the graph." : $"Name one of them: {string.Join(", ", known.Select(one => $"{folder}#{one}"))}.");

    /// <summary>Reads a configuration file.</summary>
    /// <exception cref="ModelException">EA4060: it is not JSON, of another type, or cannot be read.</exception>
    public static T Read<T>(string path, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        try
        {
            return JsonFiles.Parse(JsonFiles.ReadBytes(path), type);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw Malformed(path, e);
        }
    }
}
