using System.Text.Json;
using EdgeAgent.Models.Foreign;

namespace EdgeAgent.Models;

/// <summary>A model package on disk: a folder with <c>edge-agent.json</c> and the files that it lists, or with a package that another tool wrote.</summary>
/// <remarks>
/// Folders of ONNX Runtime GenAI's model builder (<c>genai_config.json</c>) and of Optimum or transformers.js (<c>config.json</c> and
/// <c>model.onnx</c> or <c>onnx/model*.onnx</c>) get a descriptor inferred in memory, without hashes: see docs/packages.md.
/// Immutable and thread-safe; it holds no file open. The files must not change while a model is loaded from them: weights are
/// memory-mapped.
/// </remarks>
public sealed class ModelPackage
{
    private const string MakeAgain = "Delete the package's folder and get or convert the model again.";

    private ModelPackage(string folder, ModelDescriptor descriptor) => (Folder, Descriptor) = (folder, descriptor);

    /// <summary>The folder's full path.</summary>
    public string Folder { get; }

    /// <summary>What the package says about itself.</summary>
    public ModelDescriptor Descriptor { get; }

    /// <summary>Reads the descriptor and checks that every file is there with its size. Hashes are for <see cref="Verify"/>.</summary>
    /// <param name="folder">The package's folder; of another tool's package with several graphs, <c>FOLDER#VARIANT</c> names one.</param>
    /// <exception cref="ModelException">
    /// EA4002: no package there. EA4003: the descriptor is malformed. EA4004: it is of a newer format. EA4005: it names a file outside of the
    /// folder. EA4006: a file is missing or of another size. EA4060 to EA4063: another tool's package cannot be used.
    /// </exception>
    public static ModelPackage Open(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        (folder, string? variant) = PackagePath.Split(folder);
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        ModelPackage package = new(folder, ReadDescriptor(folder, variant));
        foreach (PackageFile file in package.Descriptor.Files) package.CheckSize(file);
        return package;
    }

    /// <summary>Computes the sha256 of every file and compares it with the descriptor's.</summary>
    /// <param name="cancellationToken">Stops between blocks of a file.</param>
    /// <exception cref="ModelException">EA4006: a file is missing or of another size. EA4007: a file was altered.</exception>
    public void Verify(CancellationToken cancellationToken = default)
    {
        foreach (PackageFile file in Descriptor.Files)
        {
            CheckSize(file);
            if (file.Sha256 is null) continue;
            string found = FileHash.Compute(PathOf(file.Name), progress: null, cancellationToken);
            if (!found.Equals(file.Sha256, StringComparison.OrdinalIgnoreCase))
                throw new ModelException("EA4007",
                    $"The file was altered: its sha256 is {found}, but the package was made with {file.Sha256}.", PathOf(file.Name), MakeAgain);
        }
    }

    /// <summary>The full path of one of the package's files.</summary>
    /// <param name="file">A name relative to the folder, with <c>/</c> between parts.</param>
    /// <exception cref="ModelException">EA4005: the name leads out of the folder.</exception>
    public string PathOf(string file) => SafePath.Combine(Folder, file);

    /// <summary>The chat template's text (Jinja); null where the package has none.</summary>
    /// <exception cref="ModelException">EA4060: the file cannot be read.</exception>
    public string? ReadChatTemplate() => Descriptor.ChatTemplate is string file ? ChatTemplateText.Read(PathOf(file)) : null;

    private static ModelDescriptor ReadDescriptor(string folder, string? variant)
    {
        string path = Path.Combine(folder, ModelDescriptor.FileName);
        if (!File.Exists(path)) return ForeignLayout.Infer(folder, variant) ?? throw NoPackage(folder, path);
        if (variant is not null) throw ForeignErrors.Variant($"A package with {ModelDescriptor.FileName} has no variants, so no '{variant}'.", folder, []);
        try
        {
            byte[] json = JsonFiles.ReadBytes(path);
            CheckVersion(json, path);
            ModelDescriptor descriptor = JsonFiles.Parse(json, ModelsJsonContext.Default.ModelDescriptor);
            DescriptorRules.Check(descriptor, path);
            return descriptor;
        }
        catch (JsonException e)
        {
            throw new ModelException("EA4003", $"The package's descriptor is malformed: {JsonFiles.What(e)}", JsonFiles.Where(path, e), MakeAgain, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelException("EA4002", $"The package's descriptor cannot be read: {e.Message}", path,
                "Check that the file may be read.", e);
        }
    }

    private static ModelException NoPackage(string folder, string path) => File.Exists(Path.Combine(folder, HuggingFaceModel.FileName))
        ? new("EA4002", $"The folder has {HuggingFaceModel.FileName}, but neither {ModelDescriptor.FileName} nor a graph (*.onnx, onnx/*.onnx).", folder,
            "Get the graphs too, or convert the original weights (GGUF or safetensors): edge-agent convert SOURCE -o FOLDER.")
        : new("EA4002", "There is no model package here.", path,
            "Name the folder that holds edge-agent.json, or convert a model into it: edge-agent convert SOURCE -o FOLDER.");

    // The version first and alone: a newer format may have changed any other member.
    private static void CheckVersion(byte[] content, string path)
    {
        using JsonDocument json = JsonDocument.Parse(content);
        string? version = json.RootElement.ValueKind == JsonValueKind.Object
            && json.RootElement.TryGetProperty("formatVersion", out JsonElement value)
            && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        if (!Version.TryParse(version, out Version? parsed))
            throw new JsonException("'formatVersion' is missing or not of the form 'major.minor'.");
        int highest = Version.Parse(ModelDescriptor.CurrentFormatVersion).Major;
        if (parsed.Major > highest)
            throw new ModelException("EA4004", $"The package is of format {version}; this library reads up to major version {highest}.", path,
                "Update EdgeAgent, or convert the model with this version.");
    }

    private void CheckSize(PackageFile file)
    {
        FileInfo found = new(PathOf(file.Name));
        if (!found.Exists)
            throw new ModelException("EA4006", $"The package's file '{file.Name}' is missing.", found.FullName, MakeAgain);
        if (file.Bytes >= 0 && found.Length != file.Bytes)
            throw new ModelException("EA4006", $"The package's file '{file.Name}' has {found.Length:N0} bytes instead of {file.Bytes:N0}.",
                found.FullName, MakeAgain);
    }
}
