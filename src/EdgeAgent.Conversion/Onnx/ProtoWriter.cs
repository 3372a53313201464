using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace EdgeAgent.Conversion.Onnx;

/// <summary>Writes protobuf's wire format, the part of it that an ONNX file needs.</summary>
/// <remarks>Source: protobuf.dev, "Encoding". Graphs are small (weights lie beside them), so nested messages are built in memory.</remarks>
internal sealed class ProtoWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    public ProtoWriter Integer(int field, long value)
    {
        Varint((ulong)field << 3);
        Varint((ulong)value);
        return this;
    }

    public ProtoWriter Single(int field, float value)
    {
        Varint(((ulong)field << 3) | 5);
        BinaryPrimitives.WriteSingleLittleEndian(_bytes.GetSpan(sizeof(float)), value);
        _bytes.Advance(sizeof(float));
        return this;
    }

    public ProtoWriter Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public ProtoWriter Message(int field, ProtoWriter value) => Bytes(field, value._bytes.WrittenSpan);

    public ProtoWriter Bytes(int field, ReadOnlySpan<byte> value)
    {
        Varint(((ulong)field << 3) | 2);
        Varint((ulong)value.Length);
        _bytes.Write(value);
        return this;
    }

    private void Varint(ulong value)
    {
        Span<byte> room = _bytes.GetSpan(10);
        int count = 0;
        for (; value >= 0x80; value >>= 7) room[count++] = (byte)(value | 0x80);
        room[count++] = (byte)value;
        _bytes.Advance(count);
    }
}
