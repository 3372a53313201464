using System.Buffers.Binary;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace EdgeAgent.Conversion.Checkpoints;

/// <summary>The table of one safetensors file. Trusts nothing in it.</summary>
/// <remarks>Source of the format: huggingface/safetensors, README: 8 bytes of header length, JSON, then the data.</remarks>
internal sealed class SafetensorsFile : WeightFile
{
    // The format's own bound on the header.
    private const long LongestHeader = 100_000_000;
    private const int MostDimensions = 8;

    private SafetensorsFile(string path, SafeFileHandle handle)
        : base(path, handle)
    {
        if (Length < 8) throw ConversionErrors.Malformed("The safetensors file has no header.", path, 0);
        Span<byte> head = stackalloc byte[8];
        Read(0, head);
        ulong told = BinaryPrimitives.ReadUInt64LittleEndian(head);
        if (told > LongestHeader || (long)told > Length - 8)
            throw ConversionErrors.Malformed($"The safetensors header says it has {told} bytes; the file has {Length}.", path, 0);
        byte[] json = new byte[told];
        Read(8, json);
        Tensors = ReadTable(json, 8 + (long)told, Length);
    }

    public override IReadOnlyList<StoredTensor> Tensors { get; }

    public static SafetensorsFile Open(string path) => Open(path, handle => new SafetensorsFile(path, handle));

    private List<StoredTensor> ReadTable(byte[] json, long data, long length)
    {
        try
        {
            using JsonDocument table = JsonDocument.Parse(json, new() { MaxDepth = 8, AllowDuplicateProperties = false });
            List<StoredTensor> tensors = [];
            foreach (JsonProperty row in table.RootElement.EnumerateObject())
                if (row.Name != "__metadata__") tensors.Add(ReadRow(row.Name, row.Value, data, length));
            RequireApart(tensors);
            return tensors;
        }
        catch (JsonException e)
        {
            throw ConversionErrors.Malformed($"The safetensors header is not JSON: {e.Message}", Path, 8 + (e.BytePositionInLine ?? 0), e);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw ConversionErrors.Malformed($"The safetensors header is not a table of tensors: {e.Message}", Path, 8, e);
        }
    }

    private StoredTensor ReadRow(string name, JsonElement row, long data, long length)
    {
        string type = row.GetProperty("dtype").GetString() ?? "null";
        JsonElement sizes = row.GetProperty("shape");
        if (sizes.GetArrayLength() > MostDimensions)
            throw ConversionErrors.Malformed($"The tensor '{ConversionErrors.Cut(name)}' has {sizes.GetArrayLength()} dimensions.", Path, 8);
        long[] shape = [.. sizes.EnumerateArray().Select(static size => size.GetInt64())];
        JsonElement range = row.GetProperty("data_offsets");
        if (range.GetArrayLength() != 2)
            throw ConversionErrors.Malformed($"The tensor '{ConversionErrors.Cut(name)}' has {range.GetArrayLength()} data_offsets instead of 2.", Path, 8);
        (long begin, long end) = (range[0].GetInt64(), range[1].GetInt64());
        if (begin < 0 || end < begin || end > length - data)
            throw ConversionErrors.Malformed($"The tensor '{ConversionErrors.Cut(name)}' lies at {begin} to {end} of the data, but the file has {length - data} bytes of it.", Path, data + Math.Max(0, Math.Min(begin, length - data)));
        if (SizeOf(type) is int size)
        {
            Int128 bytes = Array.Exists(shape, static factor => factor < 0) ? -1 : size;
            foreach (long factor in shape) bytes = Int128.Min(bytes * factor, long.MaxValue); // beyond any file, and no more
            if (bytes < 0 || bytes != end - begin)
                throw ConversionErrors.Malformed($"The tensor '{ConversionErrors.Cut(name)}' ({type}, {string.Join(" x ", shape)}) does not fill its {end - begin} bytes.", Path, data + begin);
        }
        return new(name, type, shape, data + begin, end - begin);
    }

    private void RequireApart(List<StoredTensor> tensors)
    {
        StoredTensor? before = null;
        foreach (StoredTensor tensor in tensors.Where(static tensor => tensor.Bytes > 0).OrderBy(static tensor => tensor.Offset))
        {
            if (before is not null && tensor.Offset < before.Offset + before.Bytes)
                throw ConversionErrors.Malformed(
                    $"The tensors '{ConversionErrors.Cut(before.Name)}' and '{ConversionErrors.Cut(tensor.Name)}' overlap.", Path, tensor.Offset);
            before = tensor;
        }
    }

    // Other types are refused by name if the network needs the tensor.
    private static int? SizeOf(string type) => type switch
    {
        "F64" or "I64" or "U64" => 8,
        "F32" or "I32" or "U32" => 4,
        "F16" or "BF16" or "I16" or "U16" => 2,
        "I8" or "U8" or "BOOL" => 1,
        _ => null,
    };
}
