using System.Buffers;
using System.Net;
using System.Net.Http.Headers;

namespace EdgeAgent.Models.Pull;

/// <summary>One connection: takes pieces and fetches them, each as often as it takes, going on where a try ended.</summary>
internal sealed class PieceReader(
    HubClient hub, ModelPullOptions options, TransferMeter meter, TimeProvider clock, Retry retry, PullFile file, IReadOnlyList<Uri> addresses,
    PartFile part)
{
    private bool _whole; // The hub serves no ranges: this connection alone fetches the file, from its start.
    private long _farthest;

    public async Task RunAsync(PieceQueue pieces, bool leads, CancellationToken cancellationToken)
    {
        if (!leads) await pieces.OpenedAsync(cancellationToken).ConfigureAwait(false);
        while (pieces.TryTake(out Extent piece))
        {
            using ExtentWriter writer = new(part, meter, options.RecordBytes, piece);
            try
            {
                while (writer.Left > 0) await TryAsync(writer, pieces, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                writer.Record(); // Also where it ends by an error: what came is kept.
            }
        }
    }

    private async Task TryAsync(ExtentWriter writer, PieceQueue pieces, CancellationToken cancellationToken)
    {
        using StallGuard guard = new(hub.StallTimeout, clock, cancellationToken);
        TransferException failure;
        try
        {
            await ReadAsync(writer, pieces, guard).ConfigureAwait(false);
            return;
        }
        catch (TransferException e)
        {
            failure = e;
        }
        catch (OperationCanceledException e) when (guard.Stalled)
        {
            failure = guard.Failure(e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            failure = new(e.Message, e);
        }
        await retry.FailedAsync(failure, addresses[retry.Hub].AbsoluteUri, cancellationToken).ConfigureAwait(false);
    }

    private async Task ReadAsync(ExtentWriter writer, PieceQueue pieces, StallGuard guard)
    {
        // The whole is asked for without a range: then even a hub that knows none is asked in the plainest way.
        bool all = writer.At == 0 && writer.Left == file.Bytes;
        RangeHeaderValue? range = all ? null : new(writer.At, writer.At + writer.Left - 1);
        using HttpResponseMessage response = await hub.SendAsync(addresses[retry.Hub], range, guard.Token).ConfigureAwait(false);
        bool partial = response.StatusCode == HttpStatusCode.PartialContent;
        if (partial) CheckRange(response.Content.Headers.ContentRange, writer);
        else TakeWhole(response, writer, pieces, asked: range is not null);
        pieces.Open();
        using Stream body = await response.Content.ReadAsStreamAsync(guard.Token).ConfigureAwait(false);
        byte[] block = ArrayPool<byte>.Shared.Rent(64 << 10);
        try
        {
            while (writer.Left > 0)
            {
                int read = await body.ReadAsync(block.AsMemory(0, (int)Math.Min(block.Length, writer.Left)), guard.Token).ConfigureAwait(false);
                if (read == 0) throw new TransferException("the connection ended early");
                meter.Move(read);
                await writer.WriteAsync(block.AsMemory(0, read), guard.Token).ConfigureAwait(false);
                // Where a hub starts anew each time, only what goes beyond the last try is a step forward.
                if (guard.Received(read) && (!_whole || writer.At > _farthest)) retry.Progressed();
                _farthest = Math.Max(_farthest, writer.At);
            }
            if (!partial && await body.ReadAsync(block.AsMemory(0, 1), guard.Token).ConfigureAwait(false) > 0)
                throw WrongLength($"more than {file.Bytes:N0} bytes come");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    private void CheckRange(ContentRangeHeaderValue? range, ExtentWriter writer)
    {
        if (range is not { Unit: "bytes", From: long from, To: long to } || from != writer.At || to < from)
            throw new TransferException($"it answered with the range '{range}', not from byte {writer.At:N0} on");
        if (range.Length is long length && length != file.Bytes) throw WrongLength($"it has {length:N0} bytes instead of {file.Bytes:N0}");
    }

    private void TakeWhole(HttpResponseMessage response, ExtentWriter writer, PieceQueue pieces, bool asked)
    {
        if (response.Content.Headers.ContentLength is long length && length != file.Bytes)
            throw WrongLength($"it has {length:N0} bytes instead of {file.Bytes:N0}");
        if (!asked) return;
        if (!_whole && !pieces.TryClaim()) throw new TransferException("it stopped serving ranges");
        _whole = true;
        writer.Restart(part.Restart(), file.Bytes);
    }

    private TransferException WrongLength(string why)
        => new(why) { Refusal = PullErrors.Other(file.Name, why, addresses[retry.Hub].AbsoluteUri) };
}
