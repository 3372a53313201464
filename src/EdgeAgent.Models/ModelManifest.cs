using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace EdgeAgent.Models;

/// <summary>The models that are known by name: <c>models.manifest.json</c>.</summary>
/// <remarks>
/// Immutable and thread-safe. Ids and aliases are found whatever their case. The JSON Schema is docs/models.manifest.schema.json.
/// </remarks>
public sealed class ModelManifest
{
    private static readonly Lazy<ModelManifest> EmbeddedManifest = new(LoadEmbedded);
    private readonly Dictionary<string, ModelManifestEntry> _byName = new(StringComparer.OrdinalIgnoreCase);

    private ModelManifest(ManifestFile file, string where)
    {
        if (!Version.TryParse(file.ManifestVersion, out Version? version) || version.Major > 1)
            throw Malformed($"It is of version '{file.ManifestVersion}'; this library reads version 1.", where);
        Models = [.. file.Models.Select(entry => WithTemplate(entry, file, where))];
        foreach (ModelManifestEntry entry in Models)
        {
            foreach (string name in entry.Aliases.Prepend(entry.Id))
                if (!_byName.TryAdd(name, entry)) throw Malformed($"The name '{name}' belongs to two models.", where);
            CheckNumbers(entry, where);
        }
    }

    /// <summary>The manifest that came with this library.</summary>
    public static ModelManifest Embedded => EmbeddedManifest.Value;

    /// <summary>All models, in the manifest's order.</summary>
    public IReadOnlyList<ModelManifestEntry> Models { get; }

    /// <summary>Reads a manifest.</summary>
    /// <exception cref="ModelException">EA4008: it cannot be read or is malformed.</exception>
    public static ModelManifest Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return new(JsonFiles.Parse(JsonFiles.ReadBytes(path), ModelsJsonContext.Default.ManifestFile), path);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw Malformed(JsonFiles.What(e), JsonFiles.Where(path, e), e);
        }
    }

    /// <summary>The model of that id or alias.</summary>
    /// <exception cref="ModelException">EA4001: there is none; the nearest names are told.</exception>
    public ModelManifestEntry Find(string id) => TryFind(id, out ModelManifestEntry? entry) ? entry : throw Unknown(id);

    internal ModelException Unknown(string id) => new(
        "EA4001", $"There is no model '{id}'.", "the model manifest",
        $"Take one of: {string.Join(", ", NearestNames.Of(id, _byName.Keys, 4))}.");

    /// <summary>The model of that id or alias; false where there is none.</summary>
    public bool TryFind(string id, [NotNullWhen(true)] out ModelManifestEntry? entry)
    {
        ArgumentNullException.ThrowIfNull(id);
        return _byName.TryGetValue(id, out entry);
    }

    private static ModelManifestEntry WithTemplate(ModelManifestEntry entry, ManifestFile file, string where)
    {
        if (entry.Template is not string name) return entry;
        return file.Templates.TryGetValue(name, out IReadOnlyList<string>? lines) ? entry with { TemplateText = string.Concat(lines) }
            : throw Malformed($"The model '{entry.Id}' names the template '{name}', which is not there.", where);
    }

    private static void CheckNumbers(ModelManifestEntry entry, string where)
    {
        try
        {
            DescriptorRules.CheckArchitecture(entry.Architecture);
        }
        catch (JsonException e)
        {
            throw Malformed($"In the row of '{entry.Id}', {e.Message}", where, e);
        }
    }

    private static ModelManifest LoadEmbedded()
    {
        using Stream stream = typeof(ModelManifest).Assembly.GetManifestResourceStream("models.manifest.json")
            ?? throw new InvalidOperationException("The assembly was built without models.manifest.json.");
        return new(JsonSerializer.Deserialize(stream, ModelsJsonContext.Default.ManifestFile)!, "the embedded models.manifest.json");
    }

    private static ModelException Malformed(string what, string where, Exception? inner = null)
        => new("EA4008", $"The model manifest cannot be used: {what}", where, "Correct it by docs/models.manifest.schema.json.", inner);
}
