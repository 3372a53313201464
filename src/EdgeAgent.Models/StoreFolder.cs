using System.Diagnostics.CodeAnalysis;

namespace EdgeAgent.Models;

/// <summary>The place of one package in a cache: <c>packages/ID/KEY</c>, with its lock and its stamp beside it.</summary>
internal sealed class StoreFolder(string root, string id, string key, bool alwaysVerify)
{
    private const string BuildPrefix = ".building-";
    private const string OldPrefix = ".old-";
    private readonly string _parent = SafePath.Combine(root, id);

    public string LockFile => Path.Combine(_parent, ".lock");

    private string Package => Path.Combine(_parent, key);

    private string Stamp => Path.Combine(_parent, key + ".stamp.json");

    /// <summary>The package if it is there and sound; null to have it made, with a warning if it was there.</summary>
    public ModelPackage? TryOpen(IProgress<ModelProgress>? progress, CancellationToken cancellationToken)
    {
        if (!File.Exists(Path.Combine(Package, ModelDescriptor.FileName))) return null;
        try
        {
            ModelPackage package = ModelPackage.Open(Package);
            if (!alwaysVerify && StoreStamp.Matches(package, Stamp)) return package;
            package.Verify(cancellationToken);
            TryStamp(package);
            return package;
        }
        catch (Exception e) when (e is ModelException or IOException or UnauthorizedAccessException)
        {
            // A cache that is not sound is no error: the package is made again.
            progress?.Report(new(ModelStage.Warning, id,
                Message: $"The cached package is not sound and will be made again: {(e as ModelException)?.What ?? e.Message}"));
            return null;
        }
    }

    /// <summary>Makes the folder and sees that it can be written.</summary>
    public bool TryPrepare([NotNullWhen(false)] out Exception? refused)
    {
        try
        {
            Directory.CreateDirectory(_parent);
            using FileStream stream = new(LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
            refused = null;
            return true;
        }
        catch (IOException) when (File.Exists(LockFile))
        {
            refused = null; // Held by another process: so the folder can be written.
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            refused = e;
            return false;
        }
    }

    /// <summary>An empty folder beside the package's place, so that renaming is atomic. Call with the lock held.</summary>
    public string NewBuildFolder()
    {
        foreach (string left in Directory.EnumerateDirectories(_parent, ".*"))
            if (Path.GetFileName(left) is string name
                && (name.StartsWith(BuildPrefix, StringComparison.Ordinal) || name.StartsWith(OldPrefix, StringComparison.Ordinal)))
                TryDelete(left); // Of a process that was killed while it held the lock.
        return Directory.CreateDirectory(Path.Combine(_parent, BuildPrefix + Guid.NewGuid().ToString("N"))).FullName;
    }

    /// <summary>Has the package made, verifies it and moves it to its place. Call with the lock held.</summary>
    public async Task<ModelPackage> BuildAsync(
        IModelPackageBuilder builder, ModelBuildRequest request, IProgress<ModelProgress>? progress, CancellationToken cancellationToken)
    {
        try
        {
            await builder.BuildAsync(request, progress, cancellationToken).ConfigureAwait(false);
            progress?.Report(new(ModelStage.Verifying, id));
            ModelPackage.Open(request.Destination).Verify(cancellationToken);
            if (Directory.Exists(Package)) Directory.Move(Package, Path.Combine(_parent, OldPrefix + Guid.NewGuid().ToString("N")));
            Directory.Move(request.Destination, Package);
        }
        catch (Exception e)
        {
            TryDelete(request.Destination);
            if (e is IOException or UnauthorizedAccessException)
                throw new ModelException("EA4012", $"The package of '{id}' could not be written: {e.Message}", _parent,
                    $"Make room, or set {ModelStoreOptions.HomeVariable} to a folder that can be written.", e);
            throw;
        }
        ModelPackage package = ModelPackage.Open(Package);
        TryStamp(package);
        foreach (string old in Directory.EnumerateDirectories(_parent, OldPrefix + "*")) TryDelete(old);
        progress?.Report(new(ModelStage.Done, id, 1));
        return package;
    }

    /// <summary>Deletes a folder as far as it can be: another process may still have files of it mapped.</summary>
    public static void TryDelete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What is left is deleted before the next conversion.
        }
    }

    private void TryStamp(ModelPackage package)
    {
        try
        {
            StoreStamp.Of(package).Save(Stamp);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A read-only cache has no stamp: its files are hashed at each use.
        }
    }
}
