using System.Text.Json;

namespace EdgeAgent.Models.Pull;

/// <summary>What was fetched of a model: <c>edge-agent.lock.json</c> beside its files.</summary>
/// <remarks>
/// Written when all files are whole. Where the manifest knows no hashes, these are trusted since the first use: what is fetched again must be
/// the same, and a conversion checks them.
/// </remarks>
internal sealed record PullLockFile
{
    public const string FileName = "edge-agent.lock.json";
    public const string CurrentVersion = "1.0";

    public required string LockVersion { get; init; }

    public required string Id { get; init; }

    /// <summary><c>owner/name</c>, or the path that was imported.</summary>
    public required string Repository { get; init; }

    /// <summary>The commit, or the name that was asked for where the hub told none; null for what was imported.</summary>
    public string? Revision { get; init; }

    /// <summary><c>gguf</c>, <c>safetensors</c> or <c>pytorch</c>.</summary>
    public required string Format { get; init; }

    public required IReadOnlyList<PackageFile> Files { get; init; }

    /// <summary>The licence that was accepted, or null where none had to be.</summary>
    public string? AcceptedLicence { get; init; }

    public ManifestSource Source => new() { Format = Format, Files = Files };

    /// <summary>The lock file of a folder; null where there is none.</summary>
    /// <exception cref="ModelException">EA4020: it is malformed or of a newer version. EA4005: it names a file outside of the folder.</exception>
    public static PullLockFile? Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) return null;
        try
        {
            PullLockFile read = JsonFiles.Parse(JsonFiles.ReadBytes(path), ModelsJsonContext.Default.PullLockFile);
            if (!Version.TryParse(read.LockVersion, out Version? version) || version.Major > 1)
                throw Unusable($"it is of version '{read.LockVersion}', this library reads version 1", path);
            if (read.Files.Count == 0 || read.Files.Any(static file => file.Sha256 is null || file.Bytes < 0))
                throw Unusable("it lacks files, sizes or hashes", path);
            foreach (PackageFile file in read.Files) SafePath.Combine(folder, file.Name);
            return read;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw Unusable(JsonFiles.What(e), JsonFiles.Where(path, e), e);
        }
    }

    /// <summary>Writes it in one step.</summary>
    public void Save(string folder)
    {
        string temporary = Path.Combine(folder, FileName + ".new");
        File.WriteAllText(temporary, JsonSerializer.Serialize(this, ModelsJsonContext.Default.PullLockFile) + "\n");
        File.Move(temporary, Path.Combine(folder, FileName), overwrite: true);
    }

    /// <summary>The files that are missing or of another size.</summary>
    public IEnumerable<PackageFile> Missing(string folder)
        => Files.Where(file => new FileInfo(SafePath.Combine(folder, file.Name)) is var found && (!found.Exists || found.Length != file.Bytes));

    private static ModelException Unusable(string why, string where, Exception? inner = null)
        => new("EA4020", $"The record of what was fetched cannot be used: {why}.", where,
            "Remove the model and pull it again (edge-agent models remove ID), or update EdgeAgent if a newer one wrote it.", inner);
}
