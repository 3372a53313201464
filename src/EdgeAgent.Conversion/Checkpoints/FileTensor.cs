using Microsoft.Win32.SafeHandles;

namespace EdgeAgent.Conversion.Checkpoints;

/// <summary>
/// A tensor that lies in a file, row after row. A rotaryHeadSize above 0 is that of heads whose rows lie in GGUF's interleaved order.
/// </summary>
internal sealed class FileTensor(
    string name, WeightEncoding encoding, long rows, long columns, string file, SafeFileHandle handle, long offset, int rotaryHeadSize = 0)
    : WeightTensor(name, encoding, rows, columns, $"{file}, byte {offset}")
{
    public override void ReadRows(long first, Span<byte> rows)
    {
        if (rotaryHeadSize == 0)
        {
            Read(rows, offset + first * RowBytes);
            return;
        }
        // Row j of a head lies at 2j, row j + size/2 at 2j + 1. Whole rows move, so quantized blocks move unchanged.
        int half = rotaryHeadSize / 2;
        for (int done = 0; done < rows.Length; done += RowBytes, first++)
        {
            (long head, long row) = Math.DivRem(first, rotaryHeadSize);
            long stored = head * rotaryHeadSize + (row < half ? 2 * row : 2 * (row - half) + 1);
            Read(rows.Slice(done, RowBytes), offset + stored * RowBytes);
        }
    }

    private void Read(Span<byte> bytes, long at)
    {
        while (bytes.Length > 0)
        {
            int read = RandomAccess.Read(handle, bytes, at);
            if (read == 0)
                throw ConversionErrors.Malformed($"The file ends inside the tensor '{Name}': it was cut while it was read.", file, at);
            bytes = bytes[read..];
            at += read;
        }
    }
}
