using EdgeAgent.Models.Pull;

namespace EdgeAgent.Models;

/// <summary>The models that this machine keeps: lists, imports and removes them. Uses no network.</summary>
/// <remarks>Thread-safe, also between processes: what another one is fetching or converting is waited for.</remarks>
public sealed class ModelLibrary
{
    private const string LockFile = ".lock";
    private readonly string _models;
    private readonly string _packages;
    private readonly TimeProvider _clock;

    /// <summary>Makes a library; touches no file yet.</summary>
    /// <param name="options">Places; null for the defaults, read from the environment.</param>
    /// <param name="clock">Times the waiting for another process; null for the system's.</param>
    public ModelLibrary(ModelStoreOptions? options = null, TimeProvider? clock = null)
    {
        string home = (options ?? new()).Home;
        (_models, _packages, _clock) = (Path.Combine(home, "models"), Path.Combine(home, "packages"), clock ?? TimeProvider.System);
    }

    /// <summary>What is kept under <see cref="ModelStoreOptions.Home"/>, by id in order. Empty where nothing is.</summary>
    /// <exception cref="ModelException">EA4005, EA4020: a record of what was fetched cannot be used.</exception>
    public IReadOnlyList<ModelOnDisk> List()
    {
        IEnumerable<string> ids = Folders(_models).Concat(Folders(_packages)).Select(static folder => Path.GetFileName(folder)!);
        return [.. ids.Distinct().Order(StringComparer.Ordinal).Select(Find).OfType<ModelOnDisk>()];
    }

    /// <summary>What is kept of one model; null for nothing.</summary>
    /// <param name="id">The model's id, no alias.</param>
    /// <exception cref="ModelException">EA4005: the id is not the name of a folder. EA4020: the record of what was fetched cannot be used.</exception>
    public ModelOnDisk? Find(string id)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        string fetched = SafePath.Combine(_models, id);
        bool isPackage = File.Exists(Path.Combine(fetched, ModelDescriptor.FileName));
        long fetchedBytes = Bytes(fetched);
        bool isWhole = isPackage || PullLockFile.Read(fetched)?.Missing(fetched).Any() == false;
        List<string> packages = [.. Folders(SafePath.Combine(_packages, id))
            .Where(static folder => File.Exists(Path.Combine(folder, ModelDescriptor.FileName)))];
        long packageBytes = packages.Sum(Bytes);
        if (isPackage) packages.Insert(0, fetched);
        return fetchedBytes == 0 && packages.Count == 0 ? null
            : new(id, fetchedBytes == 0 ? null : fetched, fetchedBytes, isWhole, packages, packageBytes);
    }

    /// <summary>Hashes a model's fetched or imported files against what was recorded when they came; gives them, or nothing where none are kept.</summary>
    /// <param name="id">The model's id, no alias.</param>
    /// <param name="cancellationToken">Stops between blocks of a file.</param>
    /// <exception cref="ModelException">EA4010: a file is missing, cut short or altered. EA4020: the record cannot be used.</exception>
    public IReadOnlyList<PackageFile> Verify(string id, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        string folder = SafePath.Combine(_models, id);
        return PullLockFile.Read(folder) is PullLockFile locked ? SourceCheck.Check(id, locked.Files, folder, progress: null, cancellationToken) : [];
    }

    /// <summary>Deletes what is kept of a model: fetched files, what was half fetched, and packages. Gives what was there; null for nothing.</summary>
    /// <param name="id">The model's id, no alias.</param>
    /// <param name="cancellationToken">Stops the waiting for another process.</param>
    /// <exception cref="ModelException">EA4005: the id is not the name of a folder. EA4018: something cannot be deleted.</exception>
    public async Task<ModelOnDisk?> RemoveAsync(string id, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        string[] folders = [SafePath.Combine(_models, id), SafePath.Combine(_packages, id)];
        ModelOnDisk there = new(id, folders[0], Bytes(folders[0]), false, [folders[1]], Bytes(folders[1]));
        if (there is { FetchedBytes: 0, PackageBytes: 0 }) return null;
        foreach (string folder in folders.Where(Directory.Exists))
            using (await FolderLock.TakeAsync(Path.Combine(folder, LockFile), _clock, null, cancellationToken).ConfigureAwait(false))
                Empty(folder);
        return there;
    }

    /// <summary>Copies a package, a .gguf file (of a split model, all parts) or a folder with a checkpoint into the library.</summary>
    /// <param name="path">What to import; it stays where it is.</param>
    /// <param name="id">The id it gets: lower-case letters, digits, '.', '_' and '-'.</param>
    /// <param name="cancellationToken">Stops; nothing is then imported.</param>
    /// <returns>The folder of the copy.</returns>
    /// <exception cref="ModelException">
    /// EA4002 to EA4007: the package is not sound. EA4018: it cannot be written. EA4021: there is nothing to import, the id is not one, or it
    /// is taken.
    /// </exception>
    public async Task<string> ImportAsync(string path, string id, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentException.ThrowIfNullOrEmpty(id);
        if (!char.IsAsciiLetterOrDigit(id[0]) || !id.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' or '-'))
            throw Refused($"'{id}' cannot be the id of a model.", id, "Use lower-case letters, digits, '.', '_' and '-': --id ID.");
        string folder = SafePath.Combine(_models, id);
        ImportSource source = ImportSource.Find(Path.GetFullPath(path), cancellationToken);
        try
        {
            Directory.CreateDirectory(folder);
            using FolderLock held = await FolderLock.TakeAsync(Path.Combine(folder, LockFile), _clock, null, cancellationToken).ConfigureAwait(false);
            if (File.Exists(Path.Combine(folder, ModelDescriptor.FileName)) || File.Exists(Path.Combine(folder, PullLockFile.FileName)))
                throw Refused($"There is a model '{id}' already.", folder, $"Remove it first (edge-agent models remove {id}), or give another id.");
            await source.CopyAsync(folder, id, cancellationToken).ConfigureAwait(false);
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw PullErrors.NoSpace($"The model '{id}' could not be imported: {e.Message}", folder, e);
        }
    }

    internal static ModelException Refused(string what, string where, string fix) => new("EA4021", what, where, fix);

    // The lock file stays, see FolderLock; so does its folder.
    private static void Empty(string folder)
    {
        try
        {
            foreach (string inside in Directory.EnumerateDirectories(folder)) Directory.Delete(inside, recursive: true);
            // The records first: without them what is left counts for nothing.
            foreach (string file in Directory.EnumerateFiles(folder).OrderBy(static file => !file.EndsWith(".json", StringComparison.Ordinal)))
                if (Path.GetFileName(file) != LockFile) File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw PullErrors.NoSpace($"Something of the model could not be deleted: {e.Message}", folder, e);
        }
    }

    private static IEnumerable<string> Folders(string above)
        => Directory.Exists(above) ? Directory.EnumerateDirectories(above).Where(static folder => !Path.GetFileName(folder).StartsWith('.')) : [];

    private static long Bytes(string folder) => Directory.Exists(folder)
        ? new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(static file => file.Name != LockFile).Sum(static file => file.Length) : 0;
}
