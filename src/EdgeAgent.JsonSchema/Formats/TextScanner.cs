namespace EdgeAgent.JsonSchema.Formats;

/// <summary>Reads a text from left to right: what every format's check is written with.</summary>
internal ref struct TextScanner(ReadOnlySpan<char> text)
{
    private readonly ReadOnlySpan<char> _text = text;

    /// <summary>The next unit's index.</summary>
    public int At { get; set; }

    public readonly bool AtEnd => At >= _text.Length;

    /// <summary>The next unit; U+0000 at the end, which no format asks for.</summary>
    public readonly char Next => At < _text.Length ? _text[At] : '\0';

    public readonly ReadOnlySpan<char> Rest => _text[At..];

    public bool Take(char c)
    {
        if (AtEnd || _text[At] != c) return false;
        At++;
        return true;
    }

    /// <summary>Takes an ASCII letter in either case; <paramref name="lower"/> is the lower one.</summary>
    public bool TakeLetter(char lower)
    {
        if (AtEnd || (_text[At] | 0x20) != lower) return false;
        At++;
        return true;
    }

    /// <summary>Takes exactly two digits whose value is at most <paramref name="max"/>; -1 where they are not there.</summary>
    public int TakeTwoDigits(int max)
    {
        if (At + 2 > _text.Length || !char.IsAsciiDigit(_text[At]) || !char.IsAsciiDigit(_text[At + 1])) return -1;
        int value = ((_text[At] - '0') * 10) + _text[At + 1] - '0';
        if (value > max) return -1;
        At += 2;
        return value;
    }

    /// <summary>Takes digits and says how many.</summary>
    public int TakeDigits()
    {
        int start = At;
        while (!AtEnd && char.IsAsciiDigit(_text[At])) At++;
        return At - start;
    }

    /// <summary>Takes <c>%</c> and two hexadecimal digits.</summary>
    public bool TakePercentTriplet()
    {
        if (At + 3 > _text.Length || _text[At] != '%' || !char.IsAsciiHexDigit(_text[At + 1]) || !char.IsAsciiHexDigit(_text[At + 2])) return false;
        At += 3;
        return true;
    }

    /// <summary>The next code point and how many units it has; half a surrogate pair is itself.</summary>
    public readonly int Peek(out int units)
    {
        char c = Next;
        if (char.IsHighSurrogate(c) && At + 1 < _text.Length && char.IsLowSurrogate(_text[At + 1]))
        {
            units = 2;
            return char.ConvertToUtf32(c, _text[At + 1]);
        }
        units = 1;
        return c;
    }
}
