using System.Runtime.ExceptionServices;

namespace EdgeAgent.Models.Pull;

/// <summary>Fetches one file over several connections and gives its sha256 when it lies whole in its place.</summary>
internal sealed class FileTransfer(HubClient hub, ModelPullOptions options, TransferMeter meter, TimeProvider clock, Random random)
{
    /// <summary>Fetches what is missing of the file.</summary>
    /// <param name="file">What to fetch.</param>
    /// <param name="addresses">Where it is, for each hub.</param>
    /// <param name="final">Where it goes.</param>
    /// <param name="cancellationToken">Stops; what came is kept for the next try.</param>
    /// <exception cref="ModelException">EA4015 to EA4019.</exception>
    public async Task<string> RunAsync(PullFile file, IReadOnlyList<Uri> addresses, string final, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(final)!);
        using PartFile part = PartFile.Open(final, file, options.Disk, cancellationToken);
        PieceQueue pieces = new(part.Missing(options.PieceBytes));
        meter.File = file.Name;
        meter.Add(file.Bytes - pieces.Bytes);
        ContentHash content = await FetchAsync(file, addresses, part, pieces, cancellationToken).ConfigureAwait(false);
        if (!file.Matches(content.Sha256, content.GitId))
        {
            part.Discard(); // Which of its bytes are wrong nobody can tell.
            string zeros = content.Zeros >= 4096 ? $"; its last {content.Zeros:N0} bytes are zeros" : "";
            throw PullErrors.Other(file.Name, file.Sha256 is null ? $"its git id is {content.GitId} instead of {file.GitId}{zeros}"
                : $"its sha256 is {content.Sha256} instead of {file.Sha256}{zeros}", addresses[0].AbsoluteUri);
        }
        part.Finish();
        return content.Sha256;
    }

    private async Task<ContentHash> FetchAsync(
        PullFile file, IReadOnlyList<Uri> addresses, PartFile part, PieceQueue pieces, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ExceptionDispatchInfo? first = null;
        async Task Guarded(Func<Task> work)
        {
            try
            {
                await work().ConfigureAwait(false);
            }
#pragma warning disable CA1031 // Thrown again below, when every connection has let go of the file.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Interlocked.CompareExchange(ref first, ExceptionDispatchInfo.Capture(e), null);
                await stop.CancelAsync().ConfigureAwait(false);
            }
        }
        ContentHash content = default;
        int connections = (int)Math.Clamp(pieces.Count, 1, options.Connections);
        List<Task> all = [Guarded(async () => content = await StreamingHash.FollowAsync(part, file, stop.Token).ConfigureAwait(false))];
        for (int i = 0; i < connections; i++)
        {
            Random ownRandom = new(random.Next());
            PieceReader reader = new(hub, options, meter, clock, new(addresses.Count, options.Attempts, clock, ownRandom), file, addresses, part);
            bool leads = i == 0;
            all.Add(Guarded(() => reader.RunAsync(pieces, leads, stop.Token)));
        }
        await Task.WhenAll(all).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        first?.Throw();
        return content;
    }
}
