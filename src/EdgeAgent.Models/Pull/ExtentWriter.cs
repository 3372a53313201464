using System.Security.Cryptography;

namespace EdgeAgent.Models.Pull;

/// <summary>Writes what one connection fetches, and vouches for it in the journal now and then. One user at a time.</summary>
internal sealed class ExtentWriter(PartFile part, TransferMeter meter, long recordBytes, Extent piece) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _recorded = piece.Offset;
    private long _end = piece.End;

    /// <summary>Where the next byte goes.</summary>
    public long At { get; private set; } = piece.Offset;

    public long Left => _end - At;

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await part.WriteAsync(At, bytes, cancellationToken).ConfigureAwait(false);
        _hash.AppendData(bytes.Span);
        At += bytes.Length;
        meter.Add(bytes.Length);
        if (At - _recorded >= recordBytes || Left == 0) Record();
    }

    /// <summary>Puts into the journal what was written since the last time.</summary>
    public void Record()
    {
        if (At == _recorded) return;
        part.Record(new(_recorded, At - _recorded, Convert.ToHexStringLower(_hash.GetHashAndReset())));
        _recorded = At;
    }

    /// <summary>Begins at the start of the file.</summary>
    /// <param name="recorded">Bytes of it that the journal had; like those not recorded yet they count as missing again.</param>
    /// <param name="bytes">The file's size.</param>
    public void Restart(long recorded, long bytes)
    {
        meter.Add(-(recorded + At - _recorded));
        _ = _hash.GetHashAndReset();
        (_recorded, At, _end) = (0, 0, bytes);
    }

    public void Dispose() => _hash.Dispose();
}
