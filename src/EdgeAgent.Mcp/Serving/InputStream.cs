namespace EdgeAgent.Mcp.Serving;

/// <summary>A client's input that says when it has ended; the SDK's server alone would wait for running handlers without telling
/// them.</summary>
internal sealed class InputStream(Stream input, Action onEnd) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        bool ended = true; // also when reading fails
        try
        {
            int read = await input.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            ended = read == 0 && buffer.Length > 0;
            return read;
        }
        finally
        {
            if (ended) onEnd();
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count)
    {
        int read = input.Read(buffer, offset, count);
        if (read == 0 && count > 0) onEnd();
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
