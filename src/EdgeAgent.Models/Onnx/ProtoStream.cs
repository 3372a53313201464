using System.Text;

namespace EdgeAgent.Models.Onnx;

/// <summary>Reads the protobuf wire format from a file, field by field, and skips what is not asked for without reading it.</summary>
/// <remarks>
/// Each length is checked against the message around it before anything is done with it. Source: protobuf.dev, "Encoding". Not thread-safe.
/// </remarks>
internal sealed class ProtoStream : IDisposable
{
    public const int Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5;
    private readonly FileStream _stream;

    public ProtoStream(string path) => (Path, _stream) = (path, new(path, FileMode.Open, FileAccess.Read, FileShare.Read));

    public string Path { get; }

    public long Position => _stream.Position;

    public long Length => _stream.Length;

    public void Dispose() => _stream.Dispose();

    /// <summary>The next field of a message that ends at a place, or null at that place.</summary>
    public (int Field, int Wire)? Next(long end)
    {
        if (Position == end) return null;
        ulong tag = Integer(end);
        int wire = (int)(tag & 7);
        if (tag >> 3 is 0 or > int.MaxValue || wire is not (Varint or Fixed64 or Bytes or Fixed32))
            throw Malformed($"it has a field of number {tag >> 3} and wire type {wire}");
        return ((int)(tag >> 3), wire);
    }

    /// <summary>An integer of up to 64 bits.</summary>
    public ulong Integer(long end)
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            int next = Position < end ? _stream.ReadByte() : -1;
            if (next < 0) throw Malformed("it ends too early");
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
        throw Malformed("an integer has more than ten bytes");
    }

    /// <summary>Reads the length of a field of bytes, and gives the place of its end.</summary>
    public long End(long end)
    {
        ulong length = Integer(end);
        return length <= (ulong)(end - Position) ? Position + (long)length
            : throw Malformed($"a field says it has {length} bytes, but {end - Position} are left");
    }

    /// <summary>A text; null if it is longer than it may be, which is skipped.</summary>
    public string? Text(long end, int longest)
    {
        long stop = End(end);
        if (stop - Position > longest)
        {
            _stream.Position = stop;
            return null;
        }
        byte[] bytes = new byte[stop - Position];
        _stream.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>Skips a field's value.</summary>
    /// <returns>Its bytes.</returns>
    public long Skip(int wire, long end)
    {
        if (wire == Varint)
        {
            Integer(end);
            return 0;
        }
        long stop = wire == Bytes ? End(end) : Position + (wire == Fixed64 ? 8 : 4);
        if (stop > end) throw Malformed("it ends too early");
        long length = stop - Position;
        _stream.Position = stop;
        return length;
    }

    public ModelException Malformed(string what)
        => new("EA4050", $"The ONNX graph is damaged: {what}.", $"{Path}, byte {Position}", OnnxGraphCheck.MakeAgain);
}
