using System.Globalization;
using System.Text;
using EdgeAgent.Templates.Jinja.Operations;
using EdgeAgent.Templates.Jinja.Values;

namespace EdgeAgent.Templates.Jinja.Library;

/// <summary>Python's <c>format % values</c> (https://docs.python.org/3/library/stdtypes.html#printf-style-string-formatting).</summary>
internal ref struct PercentFormat
{
    private readonly RenderState _state;
    private readonly string _format;
    private readonly object _values;
    private readonly StringBuilder _result = new();
    private int _at;
    private int _used;

    private PercentFormat(RenderState state, string format, object values) => (_state, _format, _values) = (state, format, values);

    public static string Apply(RenderState state, string format, object values)
    {
        if (values is Undefined undefined) throw state.UndefinedUse(undefined);
        state.Charge(format.Length);
        PercentFormat run = new(state, format, values);
        while (run._at < format.Length) run.Advance();
        int given = values is JinjaTuple tuple ? tuple.Count : values is JinjaDict ? run._used : 1;
        if (run._used < given) throw state.BadValue("There are more values than the format has places for.");
        return run._result.ToString();
    }

    private void Advance()
    {
        char c = _format[_at++];
        if (c != '%')
        {
            _result.Append(c);
            return;
        }
        string? key = ReadKey();
        FormatSpec spec = ReadSpec();
        if (_at >= _format.Length) throw _state.BadValue("The format ends inside of a place.");
        char type = _format[_at++];
        string text = type == '%' ? "%" : spec.Convert(_state, NextValue(key), type);
        _state.Charge((long)_result.Length + text.Length);
        _result.Append(text);
    }

    private string? ReadKey()
    {
        if (_at >= _format.Length || _format[_at] != '(') return null;
        int close = _format.IndexOf(')', _at);
        if (close < 0) throw _state.BadValue("A key of the format is never closed.");
        string key = _format[(_at + 1)..close];
        _at = close + 1;
        return key;
    }

    private FormatSpec ReadSpec()
    {
        int start = _at;
        while (_at < _format.Length && _format[_at] is '#' or '0' or '-' or ' ' or '+') _at++;
        ReadOnlySpan<char> flags = _format.AsSpan(start, _at - start);
        int width = ReadNumber() ?? 0;
        int? precision = null;
        if (_at < _format.Length && _format[_at] == '.')
        {
            _at++;
            precision = ReadNumber() ?? 0;
        }
        while (_at < _format.Length && _format[_at] is 'l' or 'h' or 'L') _at++;
        return new FormatSpec
        {
            Align = flags.Contains('-') ? '<' : flags.Contains('0') ? '=' : '>',
            Fill = flags.Contains('0') && !flags.Contains('-') ? '0' : ' ',
            Sign = flags.Contains('+') ? '+' : flags.Contains(' ') ? ' ' : '-',
            IsAlternate = flags.Contains('#'),
            Width = width,
            Precision = precision,
        };
    }

    private int? ReadNumber()
    {
        if (_at < _format.Length && _format[_at] == '*')
        {
            _at++;
            object value = NextValue(null);
            return Numbers.TryLong(value, out long given) && given is >= 0 and < int.MaxValue ? (int)given
                : throw _state.BadValue("* wants a small int.");
        }
        int start = _at;
        while (_at < _format.Length && char.IsAsciiDigit(_format[_at])) _at++;
        if (start == _at) return null;
        ReadOnlySpan<char> digits = _format.AsSpan(start, _at - start);
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : throw _state.TooMuchText();
    }

    private object NextValue(string? key)
    {
        if (key is not null)
        {
            return _values is JinjaDict dict
                ? dict.Find(key) ?? throw _state.BadValue($"The format asks for '{key}', which is not among the values.")
                : throw _state.BadValue("The format has keys, but the values are not a dict.");
        }
        int index = _used++;
        if (_values is JinjaTuple tuple && index < tuple.Count) return tuple[index];
        if (_values is not JinjaTuple && index == 0) return _values;
        throw _state.BadValue("The format has more places than there are values.");
    }
}
