namespace EdgeAgent.Models.Pull;

/// <summary>What to fetch, and from which state of which repository.</summary>
internal sealed record PullPlan(string Repository, string Revision, string Format, IReadOnlyList<PullFile> Files)
{
    public const string DefaultRevision = "main";

    /// <summary>The plan of a model that was fetched before: the same files again, whatever the repository has become.</summary>
    public static PullPlan Of(PullLockFile locked)
        => new(locked.Repository, locked.Revision ?? DefaultRevision, locked.Format, [.. locked.Files.Select(Known)]);

    /// <summary>The plan of a model that is fetched for the first time. A manifest that knows every hash needs no list of the hub's.</summary>
    public static async Task<PullPlan> MakeAsync(
        ModelManifestEntry entry, string repository, ModelPullOptions options, HubClient hub, Retry retry, CancellationToken cancellationToken)
    {
        string revision = options.Revision ?? entry.Revision ?? DefaultRevision;
        ManifestSource? known = options.Repository is null || options.Repository == entry.Repository ? entry.Source : null;
        if (known is not null && known.Files.All(static file => file is { Bytes: >= 0, Sha256: not null }))
            return new(repository, revision, known.Format, [.. known.Files.Select(Known)]);
        while (true)
        {
            Uri address = HubAddress.Listing(hub[retry.Hub], repository, revision);
            try
            {
                HubListing listing = await hub.ListAsync(address, cancellationToken).ConfigureAwait(false);
                (string format, IReadOnlyList<PullFile> files) = HubFiles.Choose(listing, known, address.AbsoluteUri);
                return new(repository, listing.Sha ?? revision, format, files);
            }
            catch (TransferException e)
            {
                await retry.FailedAsync(e, address.AbsoluteUri, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static PullFile Known(PackageFile file) => new(file.Name, file.Bytes, file.Sha256, null);
}
