using System.Buffers;
using System.Text;

namespace EdgeAgent.Tokenizers.Normalizers;

/// <summary>Takes what a normalizer writes, in UTF-8, and where asked for, what part of the original each byte stands for.</summary>
/// <param name="text">Where the bytes go.</param>
/// <param name="alignment">Learns of every byte what it stands for; null: nobody asks.</param>
internal readonly struct NormalizerOutput(IBufferWriter<byte> text, Alignment? alignment = null)
{
    /// <summary>Writes bytes in place of others.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="at">The offset in the normalizer's input of a byte: they stand for what that one stands for; -1: for nothing.</param>
    public void Write(ReadOnlySpan<byte> bytes, int at)
    {
        text.Write(bytes);
        alignment?.Repeat(at, bytes.Length);
    }

    /// <summary>Writes a character in place of others.</summary>
    /// <param name="codePoint">The character.</param>
    /// <param name="at">As in <see cref="Write(ReadOnlySpan{byte}, int)"/>.</param>
    public void Write(int codePoint, int at)
    {
        int length = new Rune(codePoint).EncodeToUtf8(text.GetSpan(4));
        text.Advance(length);
        alignment?.Repeat(at, length);
    }

    /// <summary>Writes a part of the input as it is: each byte stands for what it stood for.</summary>
    public void Keep(ReadOnlySpan<byte> input, int start, int end)
    {
        text.Write(input[start..end]);
        alignment?.Keep(start, end);
    }
}
