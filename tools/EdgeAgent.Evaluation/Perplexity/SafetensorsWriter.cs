using System.Buffers.Binary;
using System.Text.Json.Nodes;

namespace EdgeAgent.Evaluation.Perplexity;

/// <summary>Writes a safetensors file of BF16 tensors, one after another, without holding one.</summary>
/// <remarks>Source of the format: huggingface/safetensors, README: 8 bytes of header length, JSON, then the data.</remarks>
internal sealed class SafetensorsWriter : IDisposable
{
    private const int Size = sizeof(ushort);
    private readonly FileStream _stream;

    /// <summary>Writes the header.</summary>
    /// <param name="path">The file, which must not be there yet.</param>
    /// <param name="tensors">Name and shape of each, in the order in which their numbers come.</param>
    public SafetensorsWriter(string path, IEnumerable<(string Name, long[] Shape)> tensors)
    {
        JsonObject header = [];
        long at = 0;
        foreach ((string name, long[] shape) in tensors)
        {
            long end = at + shape.Aggregate((long)Size, static (product, size) => product * size);
            header[name] = new JsonObject
            {
                ["dtype"] = "BF16",
                ["shape"] = new JsonArray([.. shape.Select(static size => (JsonNode)size)]),
                ["data_offsets"] = new JsonArray(at, end),
            };
            at = end;
        }
        byte[] json = System.Text.Encoding.UTF8.GetBytes(header.ToJsonString());
        byte[] length = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        _stream = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 20);
        _stream.Write(length);
        _stream.Write(json);
    }

    /// <summary>Appends bytes of tensors.</summary>
    public void Write(ReadOnlySpan<byte> bytes) => _stream.Write(bytes);

    /// <summary>Appends numbers of tensors, rounded to the nearest BF16.</summary>
    public void Write(ReadOnlySpan<float> numbers) => Write(Encode(numbers));

    /// <summary>Numbers as the file has them.</summary>
    public static byte[] Encode(ReadOnlySpan<float> numbers)
    {
        byte[] bytes = new byte[numbers.Length * Size];
        for (int i = 0; i < numbers.Length; i++) BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(i * Size), Round(numbers[i]));
        return bytes;
    }

    public void Dispose() => _stream.Dispose();

    // The upper half of a float32, rounded to the nearest, ties to even. Weights are finite.
    private static ushort Round(float number)
    {
        uint bits = BitConverter.SingleToUInt32Bits(number);
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}
