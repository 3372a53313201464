using System.Buffers.Binary;
using System.Text;

namespace EdgeAgent.Conversion.Checkpoints.PyTorch;

/// <summary>
/// Reads a pickle of tensors. Executes nothing: what a pickle may name and call is the short list of <see cref="TorchObjects"/>.
/// </summary>
/// <remarks>
/// The opcodes are those that <c>torch.save</c> writes at its protocol, 2; all others are refused. Each object that is made takes a byte
/// of the pickle at least, and none is ever copied, so memory stays in proportion to the pickle. Python's values become null, bool, long,
/// double, string, object?[] (tuple), List&lt;object?&gt;, <see cref="PickleDictionary"/> and what <see cref="TorchObjects"/> makes.
/// Source: PEP 307 and CPython's <c>pickletools</c>, which describes each opcode; which ones occur: torch's weights-only unpickler.
/// </remarks>
internal sealed class PickleReader
{
    private const int MostOpcodes = 1 << 20;
    private const byte Protocol = 0x80, Stop = (byte)'.', Supported = 2;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly byte[] _pickle;
    private readonly string _file;
    private readonly long _origin;
    private readonly PickleStack _stack;
    private readonly Dictionary<uint, object?> _memo = [];
    private int _at;
    private int _opcode;

    private PickleReader(byte[] pickle, string file, long origin) => (_pickle, _file, _origin, _stack) = (pickle, file, origin, new(Malformed));

    /// <summary>Reads one pickle.</summary>
    /// <param name="pickle">Its bytes.</param>
    /// <param name="file">The file, for errors.</param>
    /// <param name="origin">Where the pickle starts in the file, for errors.</param>
    /// <exception cref="ConversionException">
    /// EA4040: it asks for something that weights do not need. EA4041: it is of another protocol. EA4108: it is damaged.
    /// </exception>
    public static object? Read(byte[] pickle, string file, long origin) => new PickleReader(pickle, file, origin).Run();

    private object? Run()
    {
        if (Take(1)[0] != Protocol || Take(1)[0] is var version && version != Supported)
            throw ConversionErrors.TorchForm($"The pickle is not of protocol {Supported}, which torch.save writes.", Place(0));
        for (int count = 0; count < MostOpcodes; count++)
        {
            _opcode = _at;
            byte opcode = Take(1)[0];
            if (opcode == Stop) return _stack.Pop();
            if (!PushPlain(opcode) && !PushSized(opcode) && !Remember(opcode) && !Gather(opcode)) Build(opcode);
        }
        throw Malformed($"The pickle has more than {MostOpcodes} opcodes.");
    }

    private bool PushPlain(byte opcode)
    {
        switch ((char)opcode)
        {
            case 'N': _stack.Push(null); return true;
            case '\x88': _stack.Push(true); return true;
            case '\x89': _stack.Push(false); return true;
            case ')': _stack.Push(Array.Empty<object?>()); return true;
            case ']': _stack.Push(new List<object?>(0)); return true;
            case '}': _stack.Push(new PickleDictionary()); return true;
            case '(': _stack.Mark(); return true;
            case 'K': _stack.Push((long)Take(1)[0]); return true;
            case 'M': _stack.Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2))); return true;
            case 'J': _stack.Push((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4))); return true;
            case 'G': _stack.Push(BinaryPrimitives.ReadDoubleBigEndian(Take(8))); return true;
            default: return false;
        }
    }

    private bool PushSized(byte opcode)
    {
        switch ((char)opcode)
        {
            case 'X': _stack.Push(Text(Take(BinaryPrimitives.ReadUInt32LittleEndian(Take(4))))); return true;
            case '\x8a': _stack.Push(Integer(Take(Take(1)[0]))); return true;
            case 'c': _stack.Push(Global()); return true;
            default: return false;
        }
    }

    private bool Remember(byte opcode)
    {
        switch ((char)opcode)
        {
            case 'q': _memo[Take(1)[0]] = _stack.Peek(); return true;
            case 'r': _memo[BinaryPrimitives.ReadUInt32LittleEndian(Take(4))] = _stack.Peek(); return true;
            case 'h': Recall(Take(1)[0]); return true;
            case 'j': Recall(BinaryPrimitives.ReadUInt32LittleEndian(Take(4))); return true;
            default: return false;
        }
    }

    private bool Gather(byte opcode)
    {
        switch ((char)opcode)
        {
            case 't': _stack.Push(_stack.FromMark()); return true;
            case '\x85' or '\x86' or '\x87': _stack.Push(_stack.Last(opcode - 0x84)); return true;
            case 's': Set(_stack.Last(2)); return true;
            case 'u': Set(_stack.FromMark()); return true;
            case 'a': Append(_stack.Last(1)); return true;
            case 'e': Append(_stack.FromMark()); return true;
            default: return false;
        }
    }

    private void Build(byte opcode)
    {
        switch ((char)opcode)
        {
            case 'R':
                object? arguments = _stack.Pop();
                PickleGlobal function = _stack.Pop() as PickleGlobal ?? throw Refused("to call what is no function of PyTorch");
                _stack.Push(TorchObjects.Call(function, arguments as object?[] ?? []) ?? throw Malformed($"The pickle calls '{function.Name}' with other arguments than PyTorch does."));
                break;
            case 'Q':
                _stack.Push(TorchObjects.Storage(_stack.Pop()) ?? throw Malformed("The pickle refers to a storage otherwise than PyTorch does."));
                break;
            case 'b':
                // State of a state dictionary (its versions): of no use here.
                _stack.Pop();
                if (_stack.Peek() is not PickleDictionary) throw Refused("to set the state of an object that is no dictionary");
                break;
            default:
                throw Refused($"for opcode 0x{opcode:X2}");
        }
    }

    private void Recall(uint index)
        => _stack.Push(_memo.TryGetValue(index, out object? value) ? value : throw Malformed($"The pickle's memo has no entry {index}."));

    private void Set(object?[] items)
    {
        if (_stack.Peek() is not PickleDictionary dictionary || items.Length % 2 != 0) throw Malformed("The pickle sets items of what is no dictionary.");
        for (int i = 0; i < items.Length; i += 2) dictionary.Pairs.Add((items[i], items[i + 1]));
    }

    private void Append(object?[] items)
    {
        if (_stack.Peek() is not List<object?> list) throw Malformed("The pickle appends to what is no list.");
        list.AddRange(items);
    }

    private PickleGlobal Global()
    {
        string name = $"{Line()}.{Line()}";
        return TorchObjects.Find(name) ?? throw Refused($"for '{name}'");
    }

    private string Line()
    {
        int length = _pickle.AsSpan(_at).IndexOf((byte)'\n');
        if (length is < 0 or > 256) throw Malformed("The pickle names a class in more than 256 bytes.");
        return Text(Take((uint)length + 1)[..length]);
    }

    private string Text(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw ConversionErrors.Malformed("A text of the pickle is not UTF-8.", _file, _origin + _opcode, e);
        }
    }

    // Little-endian two's complement; none at all is 0.
    private long Integer(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 8) throw Malformed($"The pickle has an integer of {bytes.Length} bytes.");
        long value = bytes.Length > 0 && bytes[^1] >= 0x80 ? -1 : 0;
        for (int i = bytes.Length - 1; i >= 0; i--) value = (value << 8) | bytes[i];
        return value;
    }

    private ReadOnlySpan<byte> Take(uint count)
    {
        if (count > _pickle.Length - _at) throw Malformed("The pickle ends too early.");
        _at += (int)count;
        return _pickle.AsSpan(_at - (int)count, (int)count);
    }

    private string Place(int at) => $"{_file}, byte {_origin + at}";

    private ConversionException Refused(string what) => ConversionErrors.UnsafePickle($"The pickle asks {what}, which no weights need.", Place(_opcode));

    private ConversionException Malformed(string what) => ConversionErrors.Malformed(what, _file, _origin + _opcode);
}
