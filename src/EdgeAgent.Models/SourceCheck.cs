using EdgeAgent.Models.Pull;

namespace EdgeAgent.Models;

/// <summary>Compares a model's source with what the manifest says of it.</summary>
internal static class SourceCheck
{
    /// <summary>Sizes first, which is quick, then hashes. Gives the files with both.</summary>
    /// <exception cref="ModelException">EA4010: a file is missing, of another size or altered.</exception>
    public static IReadOnlyList<PackageFile> Check(ModelManifestEntry entry, string folder, IProgress<ModelProgress>? progress,
        CancellationToken cancellationToken) => Check(entry.Id, entry.Source!.Files, folder, progress, cancellationToken);

    /// <inheritdoc cref="Check(ModelManifestEntry, string, IProgress{ModelProgress}?, CancellationToken)"/>
    public static IReadOnlyList<PackageFile> Check(string id, IReadOnlyList<PackageFile> files, string folder, IProgress<ModelProgress>? progress,
        CancellationToken cancellationToken)
    {
        long total = 0;
        foreach (PackageFile file in files)
        {
            FileInfo found = new(SafePath.Combine(folder, file.Name));
            if (!found.Exists) throw Refused(id, folder, $"The source file '{file.Name}' of the model '{id}' is missing.", found.FullName);
            if (file.Bytes >= 0 && found.Length != file.Bytes)
                throw Refused(id, folder,
                    $"The source file '{file.Name}' of the model '{id}' has {found.Length:N0} bytes instead of {file.Bytes:N0}.",
                    found.FullName);
            total += found.Length;
        }
        List<PackageFile> hashed = [];
        long before = 0;
        foreach (PackageFile file in files)
        {
            string path = SafePath.Combine(folder, file.Name);
            long start = before;
            void Report(long done) => progress?.Report(new(ModelStage.CheckingSource, id, (start + done) / (double)total));
            string sha256 = Hash(path, id, folder, Report, cancellationToken);
            if (file.Sha256 is not null && !sha256.Equals(file.Sha256, StringComparison.OrdinalIgnoreCase))
                throw Refused(id, folder, $"The source file '{file.Name}' of the model '{id}' was altered: its sha256 is {sha256}, it should be {file.Sha256}.", path);
            hashed.Add(new(file.Name, new FileInfo(path).Length, sha256));
            before += hashed[^1].Bytes;
        }
        return hashed;
    }

    private static string Hash(string path, string id, string folder, Action<long> progress, CancellationToken cancellationToken)
    {
        try
        {
            return FileHash.Compute(path, progress, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refused(id, folder, $"A source file of the model '{id}' cannot be read: {e.Message}", path, e);
        }
    }

    private static ModelException Refused(string id, string folder, string what, string where, Exception? inner = null)
        => new("EA4010", what, where, $"{Again(id, folder)}, and see that nothing rewrites the files.", inner);

    // How it came is recorded beside it; what has no record came with the library.
    private static string Again(string id, string folder) => PullLockFile.Read(folder) switch
    {
        null => "Get it again with the library (in a git checkout: git checkout -- models)",
        { Revision: null } => $"Remove it and import it again (edge-agent models remove {id}, then edge-agent models import PATH --id {id})",
        _ => $"Fetch what differs again (edge-agent pull {id} --verify)",
    };
}
