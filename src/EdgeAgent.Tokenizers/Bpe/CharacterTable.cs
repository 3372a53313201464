using System.Buffers;
using System.Text;

namespace EdgeAgent.Tokenizers.Bpe;

/// <summary>The tokens of single characters, by code point. Filled by one thread, then read by any number.</summary>
internal sealed class CharacterTable
{
    private readonly int[] _basic = new int[1 << 16];             // by code point of the basic plane: the id plus one, or 0
    private readonly Dictionary<int, int> _others = [];

    /// <summary>Notes a token if it is one character.</summary>
    public void Add(int id, ReadOnlySpan<byte> token)
    {
        if (Rune.DecodeFromUtf8(token, out Rune rune, out int length) != OperationStatus.Done || length != token.Length) return;
        if (rune.Value < _basic.Length) _basic[rune.Value] = id + 1;
        else _others[rune.Value] = id;
    }

    /// <summary>The token of the character that begins at <paramref name="at"/>, or -1.</summary>
    /// <param name="text">UTF-8, or anything else.</param>
    /// <param name="at">An offset within it.</param>
    /// <param name="length">The character's length; that of the broken part where it is none.</param>
    public int Find(ReadOnlySpan<byte> text, int at, out int length)
    {
        int first = text[at];
        if (first < 0x80)
        {
            length = 1;
            return _basic[first] - 1;
        }
        if (Rune.DecodeFromUtf8(text[at..], out Rune rune, out length) != OperationStatus.Done) return -1;
        if (rune.Value < _basic.Length) return _basic[rune.Value] - 1;
        return _others.TryGetValue(rune.Value, out int id) ? id : -1;
    }
}
