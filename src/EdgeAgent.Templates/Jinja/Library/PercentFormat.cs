using System.Globalization;
using System.Numerics;
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
            return Numbers.TryLong(value, out long given) && given is >= 0 and < int.MaxValue ? (int)given : throw _state.BadValue("* wants a small int.");
        }
        int start = _at;
        while (_at < _format.Length && char.IsAsciiDigit(_format[_at])) _at++;
        if (start == _at) return null;
        if (int.TryParse(_format.AsSpan(start, _at - start), NumberStyles.None, CultureInfo.InvariantCulture, out int number)) return number;
        throw _state.TooMuchText();
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
        if (_values is JinjaTuple tuple) return index < tuple.Count ? tuple[index] : throw _state.BadValue("The format has more places than there are values.");
        return index == 0 ? _values : throw _state.BadValue("The format has more places than there are values.");
    }
}

/// <summary>How one value is laid out, as both of Python's ways of formatting share it.</summary>
internal readonly record struct FormatSpec
{
    public char Fill { get; init; }

    /// <summary>One of &lt; &gt; ^ = (padding between sign and digits).</summary>
    public char Align { get; init; }

    public char Sign { get; init; }

    public bool IsAlternate { get; init; }

    public int Width { get; init; }

    public int? Precision { get; init; }

    public char Grouping { get; init; }

    public string Convert(RenderState state, object value, char type)
    {
        if (value is Undefined undefined && type is not ('s' or 'r')) throw state.UndefinedUse(undefined);
        return type switch
        {
            's' => Pad(state, Cut(PythonPrint.Str(state, value)), 0, isText: true),
            'r' => Pad(state, Cut(PythonPrint.Repr(state, value)), 0, isText: true),
            'c' => Pad(state, Character(state, value), 0, isText: true),
            'd' or 'i' or 'u' => Integer(state, Whole(state, value), 10, ""),
            'x' => Integer(state, Whole(state, value, exact: true), 16, "0x"),
            'X' => Integer(state, Whole(state, value, exact: true), 16, "0X").ToUpperInvariant(),
            'o' => Integer(state, Whole(state, value, exact: true), 8, "0o"),
            'b' => Integer(state, Whole(state, value, exact: true), 2, "0b"),
            'f' or 'F' => Real(state, value, spec => real => PythonFloat.Fixed(real, spec)),
            'e' => Real(state, value, spec => real => Exponent(real, spec)),
            'E' => Real(state, value, spec => real => Exponent(real, spec)).ToUpperInvariant(),
            '%' => Real(state, Numbers.IsNumber(value) ? Numbers.ToDouble(value) * 100 : value, spec => real => PythonFloat.Fixed(real, spec) + "%"),
            'g' or 'G' or 'a' or 'n' => throw state.Unsupported($"The format type '{type}' is not supported."),
            _ => throw state.BadValue($"There is no format type '{type}'."),
        };
    }

    private string Cut(string text) => Precision is { } most && PythonText.Length(text) > most
        ? string.Concat(PythonText.Characters(text).Take(most)) : text;

    private static string Character(RenderState state, object value)
    {
        if (PythonPrint.TryText(value, out string text) && PythonText.Length(text) == 1) return text;
        if (Numbers.TryLong(value, out long code) && code is (>= 0 and < 0xD800) or (> 0xDFFF and <= 0x10FFFF)) return char.ConvertFromUtf32((int)code);
        throw state.BadValue("'c' wants one character.");
    }

    private static BigInteger Whole(RenderState state, object value, bool exact = false)
    {
        if (Numbers.IsInteger(value)) return Numbers.ToBig(value);
        if (!exact && value is double real && double.IsFinite(real)) return new BigInteger(real);
        throw state.BadValue($"A {PythonType.NameOf(value)} cannot be formatted as an integer.");
    }

    private string Integer(RenderState state, BigInteger value, int radix, string prefix)
    {
        string digits = radix == 10 ? BigInteger.Abs(value).ToString(CultureInfo.InvariantCulture) : InRadix(BigInteger.Abs(value), radix);
        if (Precision is { } least) digits = Padding.Right(state, digits, least, '0');
        if (Grouping != '\0') digits = Group(digits);
        string sign = SignOf(value.Sign < 0) + (IsAlternate ? prefix : "");
        return Pad(state, sign + digits, sign.Length, isText: false);
    }

    private static string InRadix(BigInteger value, int radix)
    {
        StringBuilder digits = new();
        do
        {
            value = BigInteger.DivRem(value, radix, out BigInteger digit);
            digits.Insert(0, "0123456789abcdef"[(int)digit]);
        }
        while (!value.IsZero);
        return digits.ToString();
    }

    private string Real(RenderState state, object value, Func<int, Func<double, string>> format)
    {
        if (!Numbers.IsNumber(value)) throw state.BadValue($"A {PythonType.NameOf(value)} cannot be formatted as a float.");
        double real = Numbers.ToDouble(value);
        int decimals = Precision ?? 6;
        state.Charge(decimals + 400L);
        if (decimals > 1100) throw state.Unsupported("More than 1,100 decimals are not supported.");
        string digits = format(decimals)(Math.Abs(real));
        if (Grouping != '\0') digits = Group(digits);
        string sign = SignOf(double.IsNegative(real) && !double.IsNaN(real));
        return Pad(state, sign + digits, sign.Length, isText: false);
    }

    private static string Exponent(double real, int decimals)
    {
        if (!double.IsFinite(real)) return PythonFloat.Repr(real);
        string text = real.ToString("e" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        int mark = text.IndexOf('e', StringComparison.Ordinal);
        return text[..(mark + 2)] + text[(mark + 2)..].TrimStart('0').PadLeft(2, '0'); // .NET writes three digits, Python two
    }

    private string Group(string digits)
    {
        int whole = digits.IndexOf('.', StringComparison.Ordinal) is >= 0 and var point ? point : digits.Length;
        StringBuilder grouped = new(digits);
        for (int at = whole - 3; at > 0; at -= 3) grouped.Insert(at, Grouping);
        return grouped.ToString();
    }

    private string SignOf(bool isNegative) => isNegative ? "-" : Sign switch { '+' => "+", ' ' => " ", _ => "" };

    private string Pad(RenderState state, string text, int signLength, bool isText)
    {
        char fill = Fill == '\0' || (isText && Fill == '0' && Align == '=') ? ' ' : Fill;
        char align = Align switch { '\0' => isText ? '<' : '>', '=' when isText => '>', _ => Align };
        return align switch
        {
            '<' => Padding.Left(state, text, Width, fill),
            '^' => CenterLeft(state, text, fill),
            '=' => text[..signLength] + Padding.Right(state, text[signLength..], Width - signLength, fill),
            _ => Padding.Right(state, text, Width, fill),
        };
    }

    // Unlike str.center, format() always puts an odd rest to the right.
    private string CenterLeft(RenderState state, string text, char fill)
    {
        int missing = Math.Max(0, Width - PythonText.Length(text));
        return Padding.Left(state, Padding.Right(state, text, PythonText.Length(text) + (missing / 2), fill), Width, fill);
    }
}
