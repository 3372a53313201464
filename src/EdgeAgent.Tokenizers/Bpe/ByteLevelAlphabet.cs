using System.Buffers;
using System.Text;

namespace EdgeAgent.Tokenizers.Bpe;

/// <summary>The 256 printable characters by which byte-level vocabularies write bytes (a space is <c>Ġ</c>).</summary>
/// <remarks>Source: GPT-2's <c>bytes_to_unicode</c>: the printable Latin-1 characters stand for themselves, the other 68 bytes, in order,
/// for U+0100 onwards.</remarks>
internal static class ByteLevelAlphabet
{
    private static readonly char[] s_characters = BuildCharacters();
    private static readonly short[] s_bytes = BuildBytes(s_characters);   // by character; -1 where it stands for no byte

    /// <summary>The character that stands for a byte.</summary>
    public static char Character(byte value) => s_characters[value];

    /// <summary>The bytes of a token.</summary>
    /// <param name="token">The token as the vocabulary writes it, in UTF-8.</param>
    /// <param name="bytes">At least as long as <paramref name="token"/>.</param>
    /// <param name="count">How many bytes it has.</param>
    /// <returns>False if a character stands for no byte: such a token means its own text and never arises from text.</returns>
    public static bool TryGetBytes(ReadOnlySpan<byte> token, Span<byte> bytes, out int count)
    {
        count = 0;
        while (token.Length > 0)
        {
            if (Rune.DecodeFromUtf8(token, out Rune rune, out int length) != OperationStatus.Done
                || rune.Value >= s_bytes.Length || s_bytes[rune.Value] < 0) return false;
            bytes[count++] = (byte)s_bytes[rune.Value];
            token = token[length..];
        }
        return true;
    }

    private static char[] BuildCharacters()
    {
        var characters = new char[256];
        int next = 256;
        for (int b = 0; b < 256; b++)
            characters[b] = b is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or >= 0xAE ? (char)b : (char)next++;
        return characters;
    }

    private static short[] BuildBytes(char[] characters)
    {
        var bytes = new short[characters.Max() + 1];
        Array.Fill(bytes, (short)-1);
        for (int b = 0; b < 256; b++) bytes[characters[b]] = (short)b;
        return bytes;
    }
}
