using System.Buffers.Binary;

namespace EdgeAgent.Conversion.Checkpoints.PyTorch;

/// <summary>Where a zip archive's directory lies, from the records at the archive's end.</summary>
/// <param name="Count">Rows of the directory.</param>
/// <param name="Offset">Its first byte.</param>
/// <param name="Bytes">Its size.</param>
/// <remarks>Source: PKWARE's APPNOTE.TXT, sections 4.3.14 to 4.3.16.</remarks>
internal readonly record struct ZipEnd(int Count, long Offset, int Bytes)
{
    private const int EndSize = 22, LocatorSize = 20, End64Size = 56, LongestComment = ushort.MaxValue;
    private const uint EndMark = 0x0605_4b50, LocatorMark = 0x0706_4b50, End64Mark = 0x0606_4b50;

    // One shard of the largest network known here has some hundred tensors.
    private const int MostEntries = 1 << 17, LargestDirectory = 1 << 25;

    public static ZipEnd Find(WeightFile file)
    {
        byte[] tail = new byte[Math.Min(file.Length, EndSize + LongestComment)];
        long start = file.Length - tail.Length;
        file.Read(start, tail);
        for (int at = tail.Length - EndSize; at >= 0; at--)
        {
            ReadOnlySpan<byte> end = tail.AsSpan(at);
            // The comment must fill the rest, so that a mark inside a comment is not taken for the end.
            if (U32(end) == EndMark && U16(end[20..]) == end.Length - EndSize) return Read(file, end, start + at);
        }
        throw ConversionErrors.Malformed("The zip archive has no end record.", file.Path, file.Length);
    }

    private static ZipEnd Read(WeightFile file, ReadOnlySpan<byte> end, long at)
    {
        (ulong count, ulong bytes, ulong offset) = (U16(end[10..]), U32(end[12..]), U32(end[16..]));
        long limit = at;
        if (Locate64(file, at) is long at64)
        {
            Span<byte> end64 = stackalloc byte[End64Size];
            file.Read(at64, end64);
            if (U32(end64) != End64Mark) throw ConversionErrors.Malformed("The zip archive's 64-bit end record is not there.", file.Path, at64);
            // Both records tell of one directory: otherwise programs would disagree on what is in the archive.
            (count, bytes, offset) = (Same(file, count, U64(end64[32..]), ushort.MaxValue, at64),
                Same(file, bytes, U64(end64[40..]), uint.MaxValue, at64), Same(file, offset, U64(end64[48..]), uint.MaxValue, at64));
            limit = at64;
        }
        if (count > MostEntries || bytes > LargestDirectory)
            throw ConversionErrors.Malformed($"The zip archive says it has {count} entries in {bytes} bytes; at most {MostEntries} in {LargestDirectory} are read.", file.Path, at);
        if (offset > (ulong)limit || bytes > (ulong)limit - offset)
            throw ConversionErrors.Malformed($"The zip archive's directory of {bytes} bytes at {offset} reaches beyond its end.", file.Path, at);
        return new((int)count, (long)offset, (int)bytes);
    }

    private static long? Locate64(WeightFile file, long end)
    {
        if (end < LocatorSize + End64Size) return null;
        Span<byte> locator = stackalloc byte[LocatorSize];
        file.Read(end - LocatorSize, locator);
        if (U32(locator) != LocatorMark) return null;
        ulong at = U64(locator[8..]);
        return at <= (ulong)(end - LocatorSize - End64Size) ? (long)at
            : throw ConversionErrors.Malformed($"The zip archive's 64-bit end record lies at {at}, beyond its end.", file.Path, end - LocatorSize);
    }

    private static ulong Same(WeightFile file, ulong told, ulong told64, ulong unknown, long at)
        => told == told64 || told == unknown ? told64
            : throw ConversionErrors.Malformed($"The zip archive's two end records disagree: {told} and {told64}.", file.Path, at);

    private static ushort U16(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static uint U32(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private static ulong U64(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64LittleEndian(bytes);
}
