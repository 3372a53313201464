using System.Buffers;
using System.Text;

namespace EdgeAgent.Tokenizers.Decoding;

/// <summary>Puts characters together from bytes as they come.</summary>
/// <remarks>Ill-formed bytes become one U+FFFD for each maximal part of a sequence (Unicode 16, chapter 3, "U+FFFD Substitution of Maximal
/// Subparts").</remarks>
internal sealed class Utf8Assembler
{
    private readonly StringBuilder _text = new();
    private readonly byte[] _pending = new byte[4];   // the beginning of a character: at most three bytes, and room for the next
    private int _pendingCount;

    /// <summary>Takes the next bytes and returns the characters they complete.</summary>
    public string Append(ReadOnlySpan<byte> bytes)
    {
        if (_pendingCount == 0 && Ascii.IsValid(bytes)) return Encoding.ASCII.GetString(bytes);

        _text.Clear();
        while (_pendingCount > 0 && bytes.Length > 0) bytes = Complete(bytes);
        while (bytes.Length > 0)
        {
            OperationStatus status = Rune.DecodeFromUtf8(bytes, out Rune rune, out int consumed);
            if (status == OperationStatus.NeedMoreData)
            {
                bytes.CopyTo(_pending);
                _pendingCount = bytes.Length;
                break;
            }
            AppendRune(rune);
            bytes = bytes[consumed..];
        }
        return _text.ToString();
    }

    /// <summary>Forgets an unfinished character; returns how many bytes of it there were.</summary>
    public int Drop()
    {
        int dropped = _pendingCount;
        _pendingCount = 0;
        return dropped;
    }

    /// <summary>Adds one byte to the pending ones; returns the bytes that remain.</summary>
    private ReadOnlySpan<byte> Complete(ReadOnlySpan<byte> bytes)
    {
        _pending[_pendingCount] = bytes[0];
        OperationStatus status = Rune.DecodeFromUtf8(_pending.AsSpan(0, _pendingCount + 1), out Rune rune, out int consumed);
        if (status == OperationStatus.NeedMoreData)
        {
            _pendingCount++;
            return bytes[1..];
        }
        AppendRune(rune);
        bool used = consumed > _pendingCount;   // otherwise the byte ended an ill-formed sequence and begins something itself
        _pendingCount = 0;
        return used ? bytes[1..] : bytes;
    }

    private void AppendRune(Rune rune)
    {
        Span<char> chars = stackalloc char[2];
        _text.Append(chars[..rune.EncodeToUtf16(chars)]);
    }
}
