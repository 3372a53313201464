namespace EdgeAgent.Models.Pull;

/// <summary>Fetches models of the manifest from a Hugging Face-compatible hub, so that <see cref="ModelStore"/> finds them by their id.</summary>
/// <remarks>
/// <para>
/// Thread-safe, also between processes: a model is fetched once, the others wait. Several connections fetch a large file by ranges; what was
/// fetched stays on disk with a journal, so that a call after a cut, a kill or a loss of power goes on from there. A file gets its name only
/// when it is whole, its hash is right and its bytes are on the disk. Where the manifest has no hash, the hub's is checked, and recorded in
/// <c>edge-agent.lock.json</c>: what is fetched later must be the same.
/// </para>
/// <para>
/// A model that is here is given without any use of the network.
/// </para>
/// </remarks>
public sealed class ModelPuller
{
    private const long SpaceToSpare = 16L << 20; // for the journal, and so that the disk is not filled to the last byte

    private readonly ModelPullOptions _options;
    private readonly ModelManifest _manifest;
    private readonly TimeProvider _clock;
    private readonly Random _random;

    /// <summary>Makes a puller; touches neither network nor disk.</summary>
    /// <param name="options">Null for the defaults, read from the environment.</param>
    /// <param name="manifest">The models known by name; null for the embedded manifest.</param>
    /// <param name="clock">Times pauses and stalled connections; null for the system's.</param>
    /// <param name="random">Varies the pauses; null for a new one. Not used by others meanwhile.</param>
    public ModelPuller(ModelPullOptions? options = null, ModelManifest? manifest = null, TimeProvider? clock = null, Random? random = null)
    {
        _options = options ?? new();
        _manifest = manifest ?? ModelManifest.Embedded;
        _clock = clock ?? TimeProvider.System;
        _random = random ?? new();
    }

    /// <summary>Sees that a model's files are here, and fetches what is missing.</summary>
    /// <param name="id">An id or alias of the manifest.</param>
    /// <param name="progress">Told of <see cref="ModelStage.Fetching"/> a few times a second, from several threads; may be null.</param>
    /// <param name="cancellationToken">Stops; the next call goes on from there.</param>
    /// <exception cref="ModelException">
    /// EA4001: no such id. EA4013: the licence was not accepted. EA4014: offline, and not all is here. EA4015: the hub cannot be reached or
    /// fails. EA4016: it has not what is needed. EA4017: what it sends is not what was expected. EA4018: no room, or the disk fails. EA4019:
    /// it asks for a token. EA4020: the record of an earlier call does not fit.
    /// </exception>
    public Task<PulledModel> PullAsync(string id, IProgress<ModelProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        ModelManifestEntry entry = _manifest.Find(id);
        // Hashing what is there takes seconds: never on the caller's thread.
        return Task.Run(() => PullAsync(entry, progress, cancellationToken), cancellationToken);
    }

    private async Task<PulledModel> PullAsync(ModelManifestEntry entry, IProgress<ModelProgress>? progress, CancellationToken cancellationToken)
    {
        string folder = ModelPlaces.Pulled(_options.Home, entry.Id);
        PullLockFile? locked = Locked(folder);
        if (locked is not null && IsWhole(locked, folder, cancellationToken)) return Here(entry, folder, locked);
        string repository = _options.Repository ?? (locked?.Revision is null ? null : locked.Repository) ?? entry.Repository
            ?? throw new ModelException("EA4016", $"The model '{entry.Id}' is in no repository: it comes with the library.", "the model manifest",
                $"Keep the repository's folder 'models' above the application, or name it in {ModelStoreOptions.ModelsVariable}.");
        HubAddress.CheckRepository(repository);
        if (_options.Offline)
            throw new ModelException("EA4014", $"The model '{entry.Id}' is not here, and the network must not be used.", folder,
                $"Pull it once without --offline and {ModelPullOptions.OfflineVariable}, or import its files: edge-agent models import PATH --id {entry.Id}.");
        await AskLicenceAsync(entry, locked, cancellationToken).ConfigureAwait(false);
        using FolderLock held = await HoldAsync(entry.Id, folder, progress, cancellationToken).ConfigureAwait(false);
        locked = Locked(folder);
        if (locked is not null && IsWhole(locked, folder, cancellationToken)) return Here(entry, folder, locked);
        try
        {
            return await FetchAsync(entry, repository, folder, locked, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw PullErrors.NoSpace($"The files of '{entry.Id}' cannot be read or written: {e.Message}", folder, e);
        }
    }

    private async Task<PulledModel> FetchAsync(
        ModelManifestEntry entry, string repository, string folder, PullLockFile? locked, IProgress<ModelProgress>? progress,
        CancellationToken cancellationToken)
    {
        Random random;
        lock (_random) random = new(_random.Next()); // Calls run beside each other, and a Random is for one thread.
        using HubClient hub = new(_options.Hubs, _options.Token, _options.StallTimeout, _clock);
        PullPlan plan = locked is not null ? PullPlan.Of(locked) : await PullPlan.MakeAsync(
            entry, repository, _options, hub, new(hub.Count, _options.Attempts, _clock, random), cancellationToken).ConfigureAwait(false);
        Dictionary<string, string> here = Sound(plan, folder, cancellationToken);
        CheckSpace(plan, here, folder);
        TransferMeter meter = new(entry.Id, plan.Files.Sum(static file => file.Bytes), 0, progress, _clock);
        FileTransfer transfer = new(hub, _options, meter, _clock, random);
        List<PackageFile> files = [];
        foreach (PullFile file in plan.Files)
        {
            if (here.TryGetValue(file.Name, out string? sha256)) meter.Add(file.Bytes);
            else
                sha256 = await transfer.RunAsync(file,
                    [.. Enumerable.Range(0, hub.Count).Select(i => HubAddress.File(hub[i], plan.Repository, plan.Revision, file.Name))],
                    SafePath.Combine(folder, file.Name), cancellationToken).ConfigureAwait(false);
            files.Add(new(file.Name, file.Bytes, sha256));
        }
        PullLockFile whole = new()
        {
            LockVersion = PullLockFile.CurrentVersion, Id = entry.Id, Repository = plan.Repository, Revision = plan.Revision, Format = plan.Format,
            Files = files, AcceptedLicence = entry.Licence.MustAccept ? entry.Licence.Id : null,
        };
        whole.Save(folder);
        return new(entry, folder, files, plan.Revision, meter.Moved);
    }

    private PullLockFile? Locked(string folder)
    {
        PullLockFile? locked = PullLockFile.Read(folder);
        bool other = locked is not null && ((_options.Repository is string repository && repository != locked.Repository)
            || (_options.Revision is string revision && revision != locked.Revision && revision.Length == 40));
        return !other ? locked : throw new ModelException("EA4020",
            $"What is here came from {locked!.Repository}, revision {locked.Revision}.", folder,
            $"Remove it first: edge-agent models remove {locked.Id}.");
    }

    // By size, as at each start; by hash on demand. A file that differs is no longer there.
    private bool IsWhole(PullLockFile locked, string folder, CancellationToken cancellationToken)
        => !locked.Missing(folder).Any()
            && (!_options.Verify || Sound(PullPlan.Of(locked), folder, cancellationToken).Count == locked.Files.Count);

    private static PulledModel Here(ModelManifestEntry entry, string folder, PullLockFile locked)
        => new(entry, folder, locked.Files, locked.Revision ?? "", 0);

    private static Dictionary<string, string> Sound(PullPlan plan, string folder, CancellationToken cancellationToken)
    {
        Dictionary<string, string> sound = new(StringComparer.Ordinal);
        foreach (PullFile file in plan.Files)
            if (StreamingHash.OfFile(SafePath.Combine(folder, file.Name), file, cancellationToken) is string sha256) sound[file.Name] = sha256;
        return sound;
    }

    private async Task AskLicenceAsync(ModelManifestEntry entry, PullLockFile? locked, CancellationToken cancellationToken)
    {
        if (!entry.Licence.MustAccept || locked?.AcceptedLicence == entry.Licence.Id) return;
        if (_options.AcceptLicence is { } ask && await ask(entry, cancellationToken).ConfigureAwait(false)) return;
        throw new ModelException("EA4013", $"The licence of '{entry.Id}' ({entry.Licence.Id}) must be accepted first.",
            entry.Licence.Url ?? entry.Repository ?? entry.Id,
            "Read it, and accept it with --accept-licence (in code: ModelPullOptions.AcceptLicence).");
    }

    private async Task<FolderLock> HoldAsync(string id, string folder, IProgress<ModelProgress>? progress, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(folder);
            void Waiting() => progress?.Report(new(ModelStage.Waiting, id, Message: $"Another process is fetching {id}."));
            return await FolderLock.TakeAsync(Path.Combine(folder, ".lock"), _clock, Waiting, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw PullErrors.NoSpace($"The folder for '{id}' cannot be written: {e.Message}", folder, e);
        }
    }

    private void CheckSpace(PullPlan plan, Dictionary<string, string> here, string folder)
    {
        long needed = SpaceToSpare;
        foreach (PullFile file in plan.Files.Where(file => !here.ContainsKey(file.Name)))
            needed += file.Bytes - PartJournal.Read(SafePath.Combine(folder, file.Name) + ".part.journal", file).Sum(static extent => extent.Length);
        if (_options.Disk.FreeBytes(folder) is long free && free < needed)
            throw PullErrors.NoSpace($"{needed:N0} bytes are needed, {free:N0} are free.", folder);
    }
}
