using System.Buffers.Binary;
using System.Text;

namespace EdgeAgent.Tokenizers.Gguf;

/// <summary>
/// Reads the header of one GGUF file. Trusts nothing in it: each length is checked against what is left of the file first.
/// </summary>
internal sealed class GgufHeaderReader : IDisposable
{
    // Arrays of arrays are in the format, but no known file has them; a bound keeps a hostile file from exhausting the stack.
    private const int DeepestArray = 4;
    private const int LongestName = 64 * 1024;
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly FileStream _stream;
    private readonly string _file;
    private readonly byte[] _number = new byte[8];
    private long _position;
    private string _reading = "the file's head";

    private GgufHeaderReader(string file, FileStream stream) => (_file, _stream) = (file, stream);

    private long Left => _stream.Length - _position;

    public static GgufFilePart Read(string file)
    {
        try
        {
            using GgufHeaderReader reader = new(file, new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16));
            return reader.Read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw GgufErrors.Unreadable(file, e);
        }
    }

    public void Dispose() => _stream.Dispose();

    private GgufFilePart Read()
    {
        int version = ReadHead();
        long tensorCount = ReadCount(smallestItem: 8 + 4 + 8 + 4 + 8);
        long metadataCount = ReadCount(smallestItem: 8 + 4 + 1);
        Dictionary<string, GgufValue> metadata = new(StringComparer.Ordinal);
        for (long i = 0; i < metadataCount; i++)
        {
            _reading = $"metadata key {i + 1} of {metadataCount}";
            string key = ReadString(LongestName);
            _reading = $"the value of '{key}'";
            if (!metadata.TryAdd(key, ReadValue(ReadType(), 0))) throw Malformed($"Metadata key '{key}' appears twice.");
        }
        IReadOnlyList<GgufTensor> tensors = ReadTensors(tensorCount, Alignment(metadata));
        return new(_file, version, metadata, tensors, SplitNumber(metadata, "split.no", 0), SplitNumber(metadata, "split.count", 1));
    }

    private int ReadHead()
    {
        if (_stream.Length < 4 || !Take(4).SequenceEqual("GGUF"u8))
            throw GgufErrors.NotGguf("This is not a GGUF file: it does not begin with 'GGUF'.", _file, 0);
        uint version = ReadUInt32();
        if (version is 2 or 3) return (int)version;
        throw GgufErrors.NotGguf(BinaryPrimitives.ReverseEndianness(version) is 2 or 3
            ? "This GGUF file is big-endian." : $"This GGUF file is of version {version}.", _file, 4);
    }

    private List<GgufTensor> ReadTensors(long count, long alignment)
    {
        List<(string Name, long[] Dimensions, GgufTensorType Type, long Offset, long At)> rows = [];
        for (long i = 0; i < count; i++)
        {
            _reading = $"tensor {i + 1} of {count}";
            string name = ReadString(LongestName);
            _reading = $"tensor '{name}'";
            long at = _position;
            uint rank = ReadUInt32();
            if (rank is 0 or > 4) throw Malformed($"Tensor '{name}' has {rank} dimensions; there can be 1 to 4.");
            long[] dimensions = new long[rank];
            foreach (ref long size in dimensions.AsSpan())
                if ((size = ReadSize()) == 0) throw Malformed($"Tensor '{name}' has a dimension of 0.");
            rows.Add((name, dimensions, (GgufTensorType)ReadUInt32(), ReadSize(), at));
        }
        long data = (_position + alignment - 1) / alignment * alignment;
        return [.. rows.Select(row => Place(row.Name, row.Dimensions, row.Type, row.Offset, row.At, data, alignment))];
    }

    private GgufTensor Place(string name, long[] dimensions, GgufTensorType type, long offset, long at, long data, long alignment)
    {
        (int numbers, int bytes) = GgufTensor.BlockOf(type)
            ?? throw GgufErrors.Malformed($"Tensor '{name}' is of the unknown type {(int)type}.", _file, at);
        if (dimensions[0] % numbers != 0)
            throw GgufErrors.Malformed($"Tensor '{name}' has rows of {dimensions[0]}, but {type} stores {numbers} at a time.", _file, at);
        // Each product is bounded by the file's length before the next factor, so nothing overflows.
        long size = dimensions[0] / numbers > _stream.Length / bytes ? long.MaxValue : dimensions[0] / numbers * bytes;
        foreach (long factor in dimensions.AsSpan(1))
            size = size == long.MaxValue || size > _stream.Length / factor ? long.MaxValue : size * factor;
        if (offset % alignment != 0)
            throw GgufErrors.Malformed($"Tensor '{name}' lies at {offset} of the data, which is not a multiple of {alignment}.", _file, at);
        if (data > _stream.Length || offset > _stream.Length - data || size > _stream.Length - data - offset)
            throw GgufErrors.Malformed($"Tensor '{name}' ({type}, {string.Join(" x ", dimensions)}) reaches beyond the end of the file.",
                _file, at);
        return new(name, type, dimensions, _file, data + offset, size);
    }

    private long Alignment(Dictionary<string, GgufValue> metadata)
    {
        if (!metadata.TryGetValue("general.alignment", out GgufValue? value)) return 32;
        if (value.TryGetInt64(out long alignment) && alignment is > 0 and <= 1 << 20 && (alignment & (alignment - 1)) == 0)
            return alignment;
        throw Malformed("'general.alignment' is not a power of two up to 1,048,576.");
    }

    private int SplitNumber(Dictionary<string, GgufValue> metadata, string key, int missing)
    {
        if (!metadata.TryGetValue(key, out GgufValue? value)) return missing;
        if (value.TryGetInt64(out long number) && number is >= 0 and <= 99_999) return (int)number;
        throw Malformed($"'{key}' is not a number from 0 to 99,999.");
    }

    private GgufValue ReadValue(GgufValueType type, int depth) => type switch
    {
        GgufValueType.UInt8 => new(type, Take(1)[0]),
        GgufValueType.Int8 => new(type, (sbyte)Take(1)[0]),
        GgufValueType.UInt16 => new(type, BinaryPrimitives.ReadUInt16LittleEndian(Take(2))),
        GgufValueType.Int16 => new(type, BinaryPrimitives.ReadInt16LittleEndian(Take(2))),
        GgufValueType.UInt32 => new(type, ReadUInt32()),
        GgufValueType.Int32 => new(type, BinaryPrimitives.ReadInt32LittleEndian(Take(4))),
        GgufValueType.Float32 => new(type, BinaryPrimitives.ReadSingleLittleEndian(Take(4))),
        GgufValueType.Bool => new(type, ReadBool()),
        GgufValueType.String => new(type, ReadString(int.MaxValue)),
        GgufValueType.UInt64 => new(type, BinaryPrimitives.ReadUInt64LittleEndian(Take(8))),
        GgufValueType.Int64 => new(type, BinaryPrimitives.ReadInt64LittleEndian(Take(8))),
        GgufValueType.Float64 => new(type, BinaryPrimitives.ReadDoubleLittleEndian(Take(8))),
        GgufValueType.Array => ReadArray(depth + 1),
        _ => throw Malformed($"There is no metadata type {(int)type}."),
    };

    private GgufValue ReadArray(int depth)
    {
        if (depth > DeepestArray) throw Malformed($"Arrays lie {depth} deep; at most {DeepestArray} are read.");
        GgufValueType type = ReadType();
        long count = ReadCount(smallestItem: SmallestSize(type));
        if (count > Array.MaxLength) throw Malformed($"The array has {count} elements.");
        object content = type switch
        {
            GgufValueType.UInt8 => Fill(new byte[count], () => Take(1)[0]),
            GgufValueType.Int8 => Fill(new sbyte[count], () => (sbyte)Take(1)[0]),
            GgufValueType.UInt16 => Fill(new ushort[count], () => BinaryPrimitives.ReadUInt16LittleEndian(Take(2))),
            GgufValueType.Int16 => Fill(new short[count], () => BinaryPrimitives.ReadInt16LittleEndian(Take(2))),
            GgufValueType.UInt32 => Fill(new uint[count], ReadUInt32),
            GgufValueType.Int32 => Fill(new int[count], () => BinaryPrimitives.ReadInt32LittleEndian(Take(4))),
            GgufValueType.Float32 => Fill(new float[count], () => BinaryPrimitives.ReadSingleLittleEndian(Take(4))),
            GgufValueType.Bool => Fill(new bool[count], ReadBool),
            GgufValueType.String => Fill(new string[count], () => ReadString(int.MaxValue)),
            GgufValueType.UInt64 => Fill(new ulong[count], () => BinaryPrimitives.ReadUInt64LittleEndian(Take(8))),
            GgufValueType.Int64 => Fill(new long[count], () => BinaryPrimitives.ReadInt64LittleEndian(Take(8))),
            GgufValueType.Float64 => Fill(new double[count], () => BinaryPrimitives.ReadDoubleLittleEndian(Take(8))),
            GgufValueType.Array => Fill(new GgufValue[count], () => ReadArray(depth + 1)),
            _ => throw Malformed($"There is no metadata type {(int)type}."),
        };
        return new(GgufValueType.Array, content, type);
    }

    // What an element takes in the file, at least: with it a count is checked against what is left before an array is made for it.
    private static int SmallestSize(GgufValueType type) => type switch
    {
        GgufValueType.UInt8 or GgufValueType.Int8 or GgufValueType.Bool => 1,
        GgufValueType.UInt16 or GgufValueType.Int16 => 2,
        GgufValueType.UInt32 or GgufValueType.Int32 or GgufValueType.Float32 => 4,
        GgufValueType.Array => 12,
        _ => 8,
    };

    private static T[] Fill<T>(T[] values, Func<T> read)
    {
        foreach (ref T value in values.AsSpan()) value = read();
        return values;
    }

    private GgufValueType ReadType() => (GgufValueType)ReadUInt32();

    private bool ReadBool() => Take(1)[0] switch
    {
        0 => false,
        1 => true,
        byte other => throw Malformed($"A truth value is {other}; it can be 0 or 1."),
    };

    private uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    private long ReadSize()
    {
        ulong size = BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
        return size <= long.MaxValue ? (long)size : throw Malformed($"A size of {size} is beyond any file.");
    }

    private long ReadCount(int smallestItem)
    {
        long count = ReadSize();
        return count <= Left / smallestItem ? count : throw Malformed($"It counts {count} items, but the file has only {Left} bytes left.");
    }

    private string ReadString(int longest)
    {
        long length = ReadCount(smallestItem: 1);
        if (length > longest) throw Malformed($"A text of {length} bytes is longer than {longest}.");
        byte[] bytes = length <= _number.Length ? _number : new byte[length];
        Span<byte> text = bytes.AsSpan(0, (int)length);
        Fill(text);
        try
        {
            return StrictUtf8.GetString(text);
        }
        catch (DecoderFallbackException e)
        {
            throw GgufErrors.Malformed($"Reading {_reading}: a text is not UTF-8.", _file, _position - length, e);
        }
    }

    // The span is good until the next read.
    private ReadOnlySpan<byte> Take(int count)
    {
        Span<byte> bytes = _number.AsSpan(0, count);
        Fill(bytes);
        return bytes;
    }

    private void Fill(Span<byte> bytes)
    {
        if (bytes.Length > Left) throw Malformed($"The file ends {bytes.Length - Left} bytes too early.");
        _stream.ReadExactly(bytes);
        _position += bytes.Length;
    }

    private TokenizerException Malformed(string what) => GgufErrors.Malformed($"Reading {_reading}: {what}", _file, _position);
}
