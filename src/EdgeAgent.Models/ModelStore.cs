using System.Security.Cryptography;
using System.Text;
using EdgeAgent.Models.Foreign;
using EdgeAgent.Models.Pull;

namespace EdgeAgent.Models;

/// <summary>Gives model packages by id or path; makes them on first use and keeps them in a cache.</summary>
/// <remarks>
/// Thread-safe, also between processes: a package is made once, in a folder of its own that is renamed when it is whole and verified. A
/// source is hashed against the manifest before it is converted: an altered source is refused, an altered cache is made again. Where the
/// cache cannot be written, the package is made in a temporary folder that is deleted when the process ends. Disposing the store stops what
/// it is still converting; packages that it gave stay as they are.
/// </remarks>
public sealed class ModelStore : IDisposable
{
    /// <summary>The id of the model that came with the library.</summary>
    public const string DefaultModel = "default";

    private readonly ModelStoreOptions _options;
    private readonly ModelManifest _manifest;
    private readonly IModelPackageBuilder? _builder;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _closing = new();

    /// <summary>Makes a store; touches no file yet.</summary>
    /// <param name="options">Places; null for the defaults, read from the environment.</param>
    /// <param name="builder">Converts sources; null where only finished packages are used.</param>
    /// <param name="manifest">The models known by name; null for the embedded manifest.</param>
    /// <param name="clock">Times the waiting for another process; null for the system's.</param>
    public ModelStore(
        ModelStoreOptions? options = null, IModelPackageBuilder? builder = null, ModelManifest? manifest = null, TimeProvider? clock = null)
    {
        _options = options ?? new();
        _builder = builder;
        _manifest = manifest ?? ModelManifest.Embedded;
        _clock = clock ?? TimeProvider.System;
    }

    /// <summary>The package of a model, made now if need be.</summary>
    /// <param name="idOrPath">An id or alias of the manifest ("default" is the embedded model), a package's folder (of another tool's also
    /// <c>FOLDER#VARIANT</c>, see <see cref="ModelPackage.Open"/>), a .gguf file, or a folder with a checkpoint.</param>
    /// <param name="progress">Told of stages; may be null.</param>
    /// <param name="cancellationToken">Stops waiting, hashing and conversion; nothing half-made is left in the cache.</param>
    /// <exception cref="ModelException">
    /// EA4001: no such id. EA4002 to EA4007: a package that was given is not sound. EA4009: the model's files are not on this machine.
    /// EA4010: a source was altered. EA4011: it has to be converted and there is no builder. EA4012: no folder for the package can be
    /// written. EA4060 to EA4063: another tool's package cannot be used.
    /// </exception>
    public Task<ModelPackage> GetAsync(
        string idOrPath, IProgress<ModelProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(idOrPath);
        ObjectDisposedException.ThrowIf(_closing.IsCancellationRequested, this);
        // Hashing and conversion take seconds: never on the caller's thread.
        return Task.Run(async () =>
        {
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
            return await FindAsync(idOrPath, progress, either.Token).ConfigureAwait(false);
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _closing.Cancel(); // Not disposed itself: a conversion that is stopping still looks at it.

    private Task<ModelPackage> FindAsync(string idOrPath, IProgress<ModelProgress>? progress, CancellationToken cancellationToken)
    {
        if (_manifest.TryFind(idOrPath, out ModelManifestEntry? entry)) return FromManifestAsync(entry, progress, cancellationToken);
        // What looks like a path is one, so that a mistyped path is not answered with "no such model".
        bool path = idOrPath.AsSpan().ContainsAny('/', '\\') || idOrPath.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase)
            || Path.Exists(idOrPath) || PackagePath.Split(idOrPath).Variant is not null;
        if (!path) return FromImportAsync(idOrPath, progress, cancellationToken);
        string full = Path.GetFullPath(idOrPath);
        // Weights are converted even where graphs lie beside them: the converter's are faster. FOLDER#VARIANT asks for the graph.
        bool source = File.Exists(full)
            || (Directory.Exists(full) && !File.Exists(Path.Combine(full, ModelDescriptor.FileName))
                && !File.Exists(Path.Combine(full, GenAiConfig.FileName)) && IsCheckpoint(full));
        return source ? FromPathAsync(full, progress, cancellationToken) : Task.FromResult(ModelPackage.Open(full));
    }

    /// <summary>A model that the manifest does not know, imported under an id of its own.</summary>
    private Task<ModelPackage> FromImportAsync(string id, IProgress<ModelProgress>? progress, CancellationToken cancellationToken)
    {
        string folder = ModelPlaces.Pulled(_options.Home, id.ToLowerInvariant());
        if (File.Exists(Path.Combine(folder, ModelDescriptor.FileName))) return Task.FromResult(ModelPackage.Open(folder));
        if (PullLockFile.Read(folder) is not PullLockFile pulled) throw _manifest.Unknown(id);
        string source = pulled.Format != "gguf" ? folder : SafePath.Combine(folder, pulled.Files[0].Name);
        return FromPathAsync(source, progress, cancellationToken, pulled.Id);
    }

    private static bool IsCheckpoint(string folder)
        => File.Exists(Path.Combine(folder, "config.json")) && (Directory.EnumerateFiles(folder, "*.safetensors").Any() || Directory.EnumerateFiles(folder, "pytorch_model*.bin").Any());

    private async Task<ModelPackage> FromManifestAsync(
        ModelManifestEntry entry, IProgress<ModelProgress>? progress, CancellationToken cancellationToken)
    {
        string pulledInto = ModelPlaces.Pulled(_options.Home, entry.Id);
        foreach (string folder in _options.ModelFolders.Select(above => Path.Combine(above, entry.Id)).Append(pulledInto))
            if (File.Exists(Path.Combine(folder, ModelDescriptor.FileName))) return ModelPackage.Open(folder);
        // What was pulled or imported comes before what the manifest would take: the user asked for it, and its hashes are recorded.
        PullLockFile? pulled = PullLockFile.Read(pulledInto);
        if (pulled is not null) entry = entry with { Source = pulled.Source };
        // The key holds what is expected, so a cached package needs no look at its source.
        string key = Key([.. (entry.Source?.Files ?? []).Select(static file => $"{file.Name}|{file.Bytes}|{file.Sha256}")]);
        IEnumerable<string> places = pulled is not null ? [pulledInto]
            : _options.ModelFolders.Select(above => Path.Combine(above, entry.Id)).Append(pulledInto);
        return await CachedAsync(entry.Id, key, () => Locate(entry, places), entry, progress, cancellationToken).ConfigureAwait(false);
    }

    private Task<ModelPackage> FromPathAsync(
        string source, IProgress<ModelProgress>? progress, CancellationToken cancellationToken, string? id = null)
    {
        // A user's own file may be 14 GB: its size and time of change stand for its content.
        IEnumerable<string> files = File.Exists(source) ? [source] : Directory.EnumerateFiles(source).Order(StringComparer.Ordinal);
        IEnumerable<FileInfo> infos = files.Select(static file => new FileInfo(file));
        string key = Key([source, .. infos.Select(static file => $"{file.Name}|{file.Length}|{file.LastWriteTimeUtc.Ticks}")]);
        id ??= Path.GetFileNameWithoutExtension(source).ToLowerInvariant();
        return CachedAsync(id, key, () => new(source, null), null, progress, cancellationToken);
    }

    private string Key(IEnumerable<string> parts)
    {
        string text = string.Join('\n', parts.Prepend(_builder?.Version ?? "").Prepend(ModelDescriptor.CurrentFormatVersion));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
    }

    private static SourceOnDisk Locate(ModelManifestEntry entry, IEnumerable<string> places)
    {
        if (entry.Source is ManifestSource source)
            foreach (string folder in places)
                if (SafePath.Combine(folder, source.Files[0].Name) is string first && File.Exists(first))
                    return new(source.Format != "gguf" ? folder : first, folder);
        throw new ModelException("EA4009", $"The files of the model '{entry.Id}' are not on this machine.", string.Join(", ", places),
            entry.Repository is not null
            ? $"Fetch it (edge-agent pull {entry.Id}), or name the folder above it in {ModelStoreOptions.ModelsVariable}."
            : $"Keep the repository's folder 'models' above the application, or name it in {ModelStoreOptions.ModelsVariable}.");
    }

    private async Task<ModelPackage> CachedAsync(
        string id, string key, Func<SourceOnDisk> locate, ModelManifestEntry? entry, IProgress<ModelProgress>? progress,
        CancellationToken cancellationToken)
    {
        StoreFolder folder = new(Path.Combine(_options.Home, "packages"), id, key, _options.AlwaysVerify);
        if (folder.TryOpen(progress, cancellationToken) is ModelPackage ready) return ready;
        if (_builder is null)
            throw new ModelException("EA4011", $"The model '{id}' has to be converted first, and no converter is registered.",
                locate().File,
                "Add the package EdgeAgent.Conversion and register it (services.AddConversion()), or name a folder with a converted package.");
        SourceOnDisk source = locate();
        if (!folder.TryPrepare(out Exception? refused)) folder = TemporaryFolder(id, key, refused, progress);
        void Waiting() => progress?.Report(new(ModelStage.Waiting, id, Message: $"Another process is converting {id}."));
        using FolderLock held = await FolderLock.TakeAsync(folder.LockFile, _clock, Waiting, cancellationToken).ConfigureAwait(false);
        if (folder.TryOpen(progress, cancellationToken) is ModelPackage other) return other;
        IReadOnlyList<PackageFile>? hashed = source.Folder is null ? null
            : SourceCheck.Check(entry!, source.Folder, progress, cancellationToken);
        ModelBuildRequest request = new() { Source = source.File, Destination = folder.NewBuildFolder(), Id = id, Entry = entry, SourceFiles = hashed };
        return await folder.BuildAsync(_builder, request, progress, cancellationToken).ConfigureAwait(false);
    }

    private StoreFolder TemporaryFolder(string id, string key, Exception refused, IProgress<ModelProgress>? progress)
    {
        try
        {
            StoreFolder folder = new(TemporaryPackages.Folder, id, key, _options.AlwaysVerify);
            if (!folder.TryPrepare(out Exception? again)) throw again;
            string message = $"The cache {_options.Home} cannot be written ({refused.Message}); using {TemporaryPackages.Folder} for this run only. "
                + $"Set {ModelStoreOptions.HomeVariable} to a folder that can be written.";
            progress?.Report(new(ModelStage.Warning, id, Message: message));
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelException("EA4012",
                $"The model '{id}' has to be converted, but neither the cache nor a temporary folder can be written: {refused.Message}",
                _options.Home, $"Set {ModelStoreOptions.HomeVariable} to a folder that can be written and has room.", e);
        }
    }

    /// <summary>A source that was found: what to open, and the folder of a manifest's model, whose files are checked.</summary>
    private readonly record struct SourceOnDisk(string File, string? Folder);
}
