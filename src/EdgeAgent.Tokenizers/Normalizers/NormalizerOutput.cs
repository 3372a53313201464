using System.Buffers;
using System.Text;

namespace EdgeAgent.Tokenizers.Normalizers;

/// <summary>Takes what a normalizer writes, in UTF-8, and where asked for, what part of the original each byte stands for.</summary>
/// <param name="text">Where the bytes go.</param>
/// <param name="limit">How many go there at most; more is an error.</param>
/// <param name="alignment">Learns of every byte what it stands for; null: nobody asks.</param>
internal readonly struct NormalizerOutput(ArrayBufferWriter<byte> text, int limit, Alignment? alignment = null)
{
    /// <summary>How many bytes go there at most.</summary>
    public int Limit => limit;

    /// <summary>How long a text may become: far more than any sound normalizer makes of it, while a hostile one could make a book of every
    /// letter.</summary>
    public static int LimitFor(int length) => (int)Math.Min((1 << 20) + 64L * length, 1 << 30);

    /// <summary>Writes bytes in place of others.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="at">The offset in the normalizer's input of a byte: they stand for what that one stands for; -1: for nothing.</param>
    public void Write(ReadOnlySpan<byte> bytes, int at)
    {
        CheckRoom(bytes.Length);
        text.Write(bytes);
        alignment?.Repeat(at, bytes.Length);
    }

    /// <summary>Writes a character in place of others.</summary>
    /// <param name="codePoint">The character.</param>
    /// <param name="at">As in <see cref="Write(ReadOnlySpan{byte}, int)"/>.</param>
    public void Write(int codePoint, int at)
    {
        CheckRoom(4);
        int length = new Rune(codePoint).EncodeToUtf8(text.GetSpan(4));
        text.Advance(length);
        alignment?.Repeat(at, length);
    }

    /// <summary>Writes a part of the input as it is: each byte stands for what it stood for.</summary>
    public void Keep(ReadOnlySpan<byte> input, int start, int end)
    {
        CheckRoom(end - start);
        text.Write(input[start..end]);
        alignment?.Keep(start, end);
    }

    private void CheckRoom(int more)
    {
        if (more > limit - text.WrittenCount) throw TokenizerErrors.GrowsTooLong(limit);
    }
}
