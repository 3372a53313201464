using System.Buffers;
using System.Text;
using EdgeAgent.Tokenizers.Unicode;

namespace EdgeAgent.Tokenizers.Normalizers;

/// <summary>A regex of the kind that normalizers use: characters and sets of characters, one after the other, the last perhaps
/// repeated.</summary>
/// <remarks>
/// Read are characters, their escapes, <c>\s</c>, <c>[…]</c> with ranges, and behind the last <c>+</c>, <c>{n}</c>, <c>{n,}</c> or
/// <c>{n,m}</c>, which mean what they mean to Oniguruma, the library's engine. Whatever else a regex can say is refused; what is read is
/// found in linear time.
/// </remarks>
internal sealed class CharacterPattern
{
    private const int LongestRepetition = 1000;

    private readonly List<Func<int, bool>> _characters = [];
    private int _least = 1, _most = 1;   // how often the last stands

    private CharacterPattern()
    {
    }

    /// <summary>Reads a regex; null if it says something else than this class knows.</summary>
    public static CharacterPattern? Read(string regex)
    {
        var pattern = new CharacterPattern();
        var reader = new CharacterPatternReader(regex);
        while (!reader.AtEnd)
        {
            if (pattern._characters.Count > 0 && reader.TryReadRepetition(LongestRepetition, out pattern._least, out pattern._most))
                return reader.AtEnd && pattern._least > 0 ? pattern : null;
            if (reader.ReadCharacter() is not { } character) return null;
            pattern._characters.Add(character);
        }
        return pattern._characters.Count > 0 ? pattern : null;
    }

    /// <summary>Finds the first place at or after <paramref name="from"/>, as long as it can be.</summary>
    public bool TryFind(ReadOnlySpan<byte> text, int from, out int start, out int end)
    {
        for (start = from; start < text.Length; start += LengthAt(text, start))
            if (TryMatch(text, start, out end)) return true;
        end = start;
        return false;
    }

    private bool TryMatch(ReadOnlySpan<byte> text, int start, out int end)
    {
        end = start;
        for (int i = 0; i < _characters.Count - 1; i++)
            if (!Advance(text, ref end, _characters[i])) return false;
        int count = 0;
        while (count < _most && Advance(text, ref end, _characters[^1])) count++;
        return count >= _least;
    }

    private static bool Advance(ReadOnlySpan<byte> text, ref int at, Func<int, bool> character)
    {
        if (Rune.DecodeFromUtf8(text[at..], out Rune rune, out int length) != OperationStatus.Done || !character(rune.Value)) return false;
        at += length;
        return true;
    }

    private static int LengthAt(ReadOnlySpan<byte> text, int at)
    {
        CodePointClasses.At(text, at, out int length);
        return length;
    }
}
