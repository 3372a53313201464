using System.Buffers.Binary;
using System.Text;

namespace EdgeAgent.Conversion.Checkpoints.PyTorch;

/// <summary>The entries of a zip archive whose contents are stored, not compressed. Entries may not overlap.</summary>
/// <remarks>Source: PKWARE's APPNOTE.TXT, sections 4.3.7 and 4.3.12 (headers) and 4.5.3 (64-bit sizes).</remarks>
internal sealed class ZipDirectory
{
    private const int RowSize = 46, HeaderSize = 30, NameLimit = 1024;
    private const uint RowMark = 0x0201_4b50, HeaderMark = 0x0403_4b50;
    private const int Encrypted = 1, Stored = 0;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly WeightFile _file;
    private readonly ZipEnd _end;
    private readonly byte[] _rows;
    private int _at;

    private ZipDirectory(WeightFile file)
    {
        (_file, _end) = (file, ZipEnd.Find(file));
        _rows = new byte[_end.Bytes];
        file.Read(_end.Offset, _rows);
    }

    /// <summary>Reads the directory.</summary>
    /// <returns>The entries by name.</returns>
    /// <exception cref="ConversionException">EA4108: it is damaged or lies. EA4041: an entry is compressed or encrypted.</exception>
    public static IReadOnlyDictionary<string, ZipEntry> Read(WeightFile file) => new ZipDirectory(file).Read();

    private Dictionary<string, ZipEntry> Read()
    {
        if (_end.Count > _rows.Length / RowSize) throw Malformed($"The zip archive says it has {_end.Count} entries in {_rows.Length} bytes.");
        Dictionary<string, ZipEntry> entries = new(StringComparer.Ordinal);
        List<(long Start, ZipEntry Entry)> places = [];
        for (int i = 0; i < _end.Count; i++)
        {
            (long start, ZipEntry entry) = ReadRow();
            if (!entries.TryAdd(entry.Name, entry)) throw Malformed($"The zip archive has two entries '{entry.Name}'.");
            places.Add((start, entry));
        }
        RequireApart(places);
        return entries;
    }

    private (long Start, ZipEntry Entry) ReadRow()
    {
        ReadOnlySpan<byte> row = Take(RowSize);
        if (U32(row) != RowMark) throw Malformed("The zip archive's directory is damaged.");
        (int flags, int method) = (U16(row[8..]), U16(row[10..]));
        (ulong stored, ulong bytes, ulong start) = (U32(row[20..]), U32(row[24..]), U32(row[42..]));
        (int extra, int comment) = (U16(row[30..]), U16(row[32..]));
        string name = ReadName(U16(row[28..]));
        Widen(Take(extra), ref bytes, ref stored, ref start);
        Take(comment);
        if (method != Stored || (flags & Encrypted) != 0)
            throw ConversionErrors.TorchForm($"The zip archive's entry '{name}' is compressed or encrypted; PyTorch stores entries as they are.",
                $"{_file.Path}, byte {start}");
        if (stored != bytes || start > (ulong)_end.Offset || bytes > (ulong)_end.Offset - start)
            throw Malformed($"The zip archive's entry '{name}' has {bytes} bytes ({stored} stored) at {start}, which reach beyond its contents.");
        return ((long)start, new(name, ContentOf(name, (long)start, (long)bytes), (long)bytes));
    }

    // The header before the content has a name and extra bytes of its own; sizes in it may be left out.
    private long ContentOf(string name, long start, long bytes)
    {
        Span<byte> header = stackalloc byte[HeaderSize + NameLimit];
        if (_end.Offset - start < HeaderSize) throw Malformed($"The zip archive's entry '{name}' has no header at {start}.");
        header = header[..(int)Math.Min(header.Length, _end.Offset - start)];
        _file.Read(start, header);
        int nameBytes = U16(header[26..]);
        if (U32(header) != HeaderMark || nameBytes > header.Length - HeaderSize
            || !header.Slice(HeaderSize, nameBytes).SequenceEqual(Encoding.UTF8.GetBytes(name)))
            throw ConversionErrors.Malformed($"The zip archive's entry '{name}' has another header.", _file.Path, start);
        long content = start + HeaderSize + nameBytes + U16(header[28..]);
        return bytes <= _end.Offset - content ? content
            : throw ConversionErrors.Malformed($"The zip archive's entry '{name}' of {bytes} bytes reaches beyond its contents.", _file.Path, content);
    }

    private void RequireApart(List<(long Start, ZipEntry Entry)> places)
    {
        places.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        for (int i = 1; i < places.Count; i++)
            if (places[i].Start < places[i - 1].Entry.Offset + places[i - 1].Entry.Bytes)
                throw ConversionErrors.Malformed($"The zip archive's entries '{places[i - 1].Entry.Name}' and '{places[i].Entry.Name}' overlap.", _file.Path, places[i].Start);
    }

    private string ReadName(int length)
    {
        if (length is 0 or > NameLimit) throw Malformed($"A name in the zip archive has {length} bytes.");
        try
        {
            return StrictUtf8.GetString(Take(length));
        }
        catch (DecoderFallbackException)
        {
            throw Malformed("A name in the zip archive is not UTF-8.");
        }
    }

    // Field 1 of the extra bytes holds, in this order, those of the three that their own place is too small for.
    private void Widen(ReadOnlySpan<byte> extra, ref ulong bytes, ref ulong stored, ref ulong start)
    {
        while (extra.Length >= 4)
        {
            (int id, int length) = (U16(extra), U16(extra[2..]));
            if (length > extra.Length - 4) throw Malformed("The extra bytes of an entry of the zip archive are damaged.");
            ReadOnlySpan<byte> field = extra.Slice(4, length);
            extra = extra[(4 + length)..];
            if (id != 1) continue;
            WidenOne(ref field, ref bytes);
            WidenOne(ref field, ref stored);
            WidenOne(ref field, ref start);
        }
    }

    private void WidenOne(ref ReadOnlySpan<byte> field, ref ulong number)
    {
        if (number != uint.MaxValue) return;
        if (field.Length < 8) throw Malformed("The 64-bit sizes of an entry of the zip archive are damaged.");
        number = BinaryPrimitives.ReadUInt64LittleEndian(field);
        field = field[8..];
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rows.Length - _at) throw Malformed("The zip archive's directory is cut short.");
        _at += count;
        return _rows.AsSpan(_at - count, count);
    }

    private ConversionException Malformed(string what) => ConversionErrors.Malformed(what, _file.Path, _end.Offset + _at);

    private static ushort U16(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static uint U32(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
