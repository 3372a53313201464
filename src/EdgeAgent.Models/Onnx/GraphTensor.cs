using System.Globalization;

namespace EdgeAgent.Models.Onnx;

/// <summary>A constant of an ONNX graph: what it is, and where its bytes are. Source: onnx.proto, <c>TensorProto</c>.</summary>
internal sealed class GraphTensor
{
    private const int LongestText = 4096, MostDimensions = 32, External = 1;

    public string Name { get; private set; } = "";

    /// <summary>The element type, as <c>TensorProto.DataType</c>.</summary>
    public int Type { get; private set; }

    public List<long> Dimensions { get; } = [];

    /// <summary>Bytes in the graph itself, where they lie there as they are; null where there are none.</summary>
    public long? Raw { get; private set; }

    /// <summary>The other file, where the bytes lie in one; null else.</summary>
    public string? Location { get; private set; }

    public long Offset { get; private set; }

    /// <summary>Bytes in the other file, if it is told.</summary>
    public long? Length { get; private set; }

    /// <summary>The bytes that type and dimensions ask for; null for types of no fixed size.</summary>
    public Int128? Expected
    {
        get
        {
            if (BitsOf(Type) is not int bits) return null;
            Int128 count = Dimensions.Contains(0) ? 0 : 1;
            foreach (long size in Dimensions) count = Int128.Min(count * size, long.MaxValue); // beyond any file, and no more
            return ((count * bits) + 7) / 8;
        }
    }

    public static GraphTensor Read(ProtoStream proto, long end)
    {
        GraphTensor tensor = new();
        bool external = false;
        Dictionary<string, string> place = new(StringComparer.Ordinal);
        while (proto.Next(end) is (int field, int wire))
        {
            switch (field, wire)
            {
                case (1, ProtoStream.Varint): tensor.Add(proto, (long)proto.Integer(end)); break;
                case (1, ProtoStream.Bytes):
                    for (long stop = proto.End(end); proto.Position < stop;) tensor.Add(proto, (long)proto.Integer(stop));
                    break;
                case (2, ProtoStream.Varint): tensor.Type = (int)Math.Min(proto.Integer(end), int.MaxValue); break;
                case (8, ProtoStream.Bytes): tensor.Name = proto.Text(end, LongestText) ?? "(a very long name)"; break;
                case (9, ProtoStream.Bytes): tensor.Raw = proto.Skip(wire, end); break;
                case (13, ProtoStream.Bytes): ReadEntry(proto, proto.End(end), place); break;
                case (14, ProtoStream.Varint): external = proto.Integer(end) == External; break;
                default: proto.Skip(wire, end); break;
            }
        }
        if (external) tensor.SetPlace(proto, place);
        return tensor;
    }

    private static void ReadEntry(ProtoStream proto, long end, Dictionary<string, string> place)
    {
        string? key = null, value = null;
        while (proto.Next(end) is (int field, int wire))
        {
            if (field == 1 && wire == ProtoStream.Bytes) key = proto.Text(end, LongestText);
            else if (field == 2 && wire == ProtoStream.Bytes) value = proto.Text(end, LongestText);
            else proto.Skip(wire, end);
        }
        // Others (a checksum, a prefix) are not needed; only these are kept, however many there are.
        if (key is "location" or "offset" or "length") place[key] = value ?? "";
    }

    private void SetPlace(ProtoStream proto, Dictionary<string, string> place)
    {
        if (!place.TryGetValue("location", out string? location)) throw proto.Malformed($"the tensor '{Name}' lies in another file, which is not named");
        (Location, Offset) = (location, Number("offset") ?? 0);
        Length = Number("length");

        long? Number(string key)
            => !place.TryGetValue(key, out string? text) ? null
                : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number
                : throw proto.Malformed($"the tensor '{Name}' has the {key} '{text}'");
    }

    private void Add(ProtoStream proto, long size)
    {
        if (size < 0 || Dimensions.Count == MostDimensions) throw proto.Malformed($"the tensor '{Name}' has impossible dimensions");
        Dimensions.Add(size);
    }

    private static int? BitsOf(int type) => type switch
    {
        1 or 6 or 12 => 32, // float, int32, uint32
        2 or 3 or 9 or (>= 17 and <= 20) => 8, // uint8, int8, bool, float8
        4 or 5 or 10 or 16 => 16, // uint16, int16, float16, bfloat16
        7 or 11 or 13 or 14 => 64, // int64, double, uint64, complex64
        15 => 128, // complex128
        21 or 22 or 23 => 4, // uint4, int4, float4
        _ => null, // texts, and what is not known yet
    };
}
