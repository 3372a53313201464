namespace EdgeAgent.Agents.Json;

/// <summary>Follows the inside of a JSON string, character by character.</summary>
internal sealed class JsonStringScanner
{
    private bool _escape;
    private int _hexMissing;
    private int _unit;
    private Half _half;

    /// <summary>A surrogate pair of which the first half was read, as itself or as an escape: the second must come in the same way.</summary>
    private enum Half { None, Plain, Escaped }

    /// <summary>Begins after the opening quote.</summary>
    public void Begin() => (_escape, _hexMissing, _half) = (false, 0, Half.None);

    public JsonStringStep Step(char c)
    {
        if (_hexMissing > 0) return ReadHex(c);
        if (_escape) return ReadEscape(c);
        if (c == '\\' && _half != Half.Plain)
        {
            _escape = true;
            return JsonStringStep.Partial;
        }
        if (_half == Half.Escaped || c < ' ') return JsonStringStep.Failed;
        if (c == '"') return _half == Half.None ? JsonStringStep.Ended : JsonStringStep.Failed;
        return ReadUnit(c, Half.Plain);
    }

    private JsonStringStep ReadEscape(char c)
    {
        _escape = false;
        if (c == 'u')
        {
            (_hexMissing, _unit) = (4, 0);
            return JsonStringStep.Partial;
        }
        bool known = c is '"' or '\\' or '/' or 'b' or 'f' or 'n' or 'r' or 't';
        return known && _half == Half.None ? JsonStringStep.Whole : JsonStringStep.Failed;
    }

    private JsonStringStep ReadHex(char c)
    {
        if (!char.IsAsciiHexDigit(c)) return JsonStringStep.Failed;
        _unit = (_unit << 4) | (char.IsAsciiDigit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
        return --_hexMissing > 0 ? JsonStringStep.Partial : ReadUnit((char)_unit, Half.Escaped);
    }

    private JsonStringStep ReadUnit(char unit, Half form)
    {
        bool second = _half != Half.None;
        if (second != char.IsLowSurrogate(unit)) return JsonStringStep.Failed;
        _half = char.IsHighSurrogate(unit) ? form : Half.None;
        return _half == Half.None ? JsonStringStep.Whole : JsonStringStep.Partial;
    }
}
