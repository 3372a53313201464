namespace EdgeAgent.Conversion.Checkpoints.PyTorch;

/// <summary>A view of a storage, as a pickle tells it: number (i, j) is number offset + i * strides[0] + j * strides[1].</summary>
/// <param name="Storage">The storage.</param>
/// <param name="Type">Of the numbers; the storage's own but for types that have no class of storages.</param>
/// <param name="Offset">The first number's place in the storage.</param>
/// <param name="Shape">Sizes.</param>
/// <param name="Strides">As many.</param>
internal sealed record TorchTensor(TorchStorage Storage, TorchType Type, long Offset, long[] Shape, long[] Strides)
{
    private const int MostDimensions = 8;

    /// <summary>The place of a tensor's bytes in the file.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="entry">The storage's entry.</param>
    /// <param name="file">The file, for errors.</param>
    /// <exception cref="ConversionException">
    /// EA4108: it does not lie in its storage. EA4042: its rows do not lie one after another.
    /// </exception>
    public StoredTensor Locate(string name, ZipEntry entry, string file)
    {
        if (Storage.Count < 0 || Storage.Count > entry.Bytes / Storage.Type.Bytes)
            throw ConversionErrors.Malformed($"The tensor '{ConversionErrors.Cut(name)}' has a storage of {Storage.Count} numbers ({Storage.Type.Name}), but its entry '{entry.Name}' has {entry.Bytes} bytes.", file, entry.Offset);
        if (Shape.Length > MostDimensions || Strides.Length != Shape.Length)
            throw ConversionErrors.Malformed($"The tensor '{ConversionErrors.Cut(name)}' has {Shape.Length} sizes and {Strides.Length} strides.", file, entry.Offset);
        long room = Storage.Count * Storage.Type.Bytes / Type.Bytes;
        if (Offset < 0 || Offset > room || CountWithin(room - Offset) is not long count)
            throw ConversionErrors.Malformed($"The tensor '{ConversionErrors.Cut(name)}' ({string.Join(" x ", Shape)} from {Offset}) reaches beyond its storage of {room} numbers.", file, entry.Offset);
        if (!RowAfterRow())
            throw ConversionErrors.StridedTensor(name, string.Join(" x ", Shape), string.Join(", ", Strides), $"{file}, byte {entry.Offset}");
        return new(name, Type.Name, Shape, entry.Offset + (Offset * Type.Bytes), count * Type.Bytes);
    }

    // Each product is bounded before the next factor, so none overflows.
    private long? CountWithin(long limit)
    {
        long count = Array.Exists(Shape, static size => size < 0) ? limit + 1 : Array.Exists(Shape, static size => size == 0) ? 0 : 1;
        foreach (long size in Shape)
            if (count > limit || (size > 0 && count > limit / size)) return null;
            else count *= size;
        return count;
    }

    // The stride of a dimension of size 1 is never used, and torch leaves any number there.
    private bool RowAfterRow()
    {
        long expected = 1;
        for (int i = Shape.Length - 1; i >= 0; i--)
        {
            if (Shape[i] > 1 && Strides[i] != expected) return false;
            expected *= Math.Max(Shape[i], 1);
        }
        return true;
    }
}
