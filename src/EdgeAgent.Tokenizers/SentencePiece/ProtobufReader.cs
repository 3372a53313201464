using System.Buffers.Binary;
using System.Text;

namespace EdgeAgent.Tokenizers.SentencePiece;

/// <summary>Walks the fields of a protobuf message. Source of the wire format: protobuf.dev, "Encoding".</summary>
/// <param name="message">The message.</param>
/// <param name="name">What it is called in errors.</param>
internal ref struct ProtobufReader(ReadOnlySpan<byte> message, string name)
{
    private const int Varint = 0, Fixed64 = 1, LengthDelimited = 2, Fixed32 = 5;

    private readonly ReadOnlySpan<byte> _message = message;
    private int _at;
    private int _wireType;
    private ulong _number;              // of a varint, or the bits of a fixed value
    private ReadOnlySpan<byte> _bytes;  // of a length-delimited value

    /// <summary>The number of the current field.</summary>
    public int Field { get; private set; }

    /// <summary>Goes to the next field.</summary>
    public bool Read()
    {
        if (_at == _message.Length) return false;
        ulong tag = ReadVarint();
        if (tag >> 3 is 0 or > 0x1FFF_FFFF) throw Damaged();
        Field = (int)(tag >> 3);
        _wireType = (int)(tag & 7);
        switch (_wireType)
        {
            case Varint: _number = ReadVarint(); break;
            case Fixed32: _number = BinaryPrimitives.ReadUInt32LittleEndian(Take(4)); break;
            case Fixed64: _number = BinaryPrimitives.ReadUInt64LittleEndian(Take(8)); break;
            case LengthDelimited: _bytes = Take(ReadVarint()); break;
            default: throw Damaged();
        }
        return true;
    }

    /// <summary>The current field as bytes: a message, a string, packed values.</summary>
    public readonly ReadOnlySpan<byte> Bytes() => _wireType == LengthDelimited ? _bytes : throw Damaged();

    /// <summary>The current field as text.</summary>
    public readonly string String()
        => System.Text.Unicode.Utf8.IsValid(Bytes()) ? Encoding.UTF8.GetString(Bytes()) : throw Damaged();

    /// <summary>The current field as a 32-bit number.</summary>
    public readonly int Int32() => _wireType == Varint ? (int)_number : throw Damaged();

    /// <summary>The current field as a truth value.</summary>
    public readonly bool Bool() => _wireType == Varint ? _number != 0 : throw Damaged();

    /// <summary>The current field as a single-precision number.</summary>
    public readonly float Single() => _wireType == Fixed32 ? BitConverter.UInt32BitsToSingle((uint)_number) : throw Damaged();

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte next = Take(1)[0];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
        throw Damaged();
    }

    private ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)(_message.Length - _at)) throw Damaged();
        ReadOnlySpan<byte> taken = _message.Slice(_at, (int)count);
        _at += (int)count;
        return taken;
    }

    private readonly TokenizerException Damaged()
        => TokenizerErrors.BadSentencePiece("The bytes are not those of a SentencePiece model.", $"{name}, near its byte {_at}");
}
