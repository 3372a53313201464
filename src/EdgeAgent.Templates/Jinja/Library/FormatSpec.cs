using System.Globalization;
using System.Numerics;
using System.Text;
using EdgeAgent.Templates.Jinja.Operations;
using EdgeAgent.Templates.Jinja.Values;

namespace EdgeAgent.Templates.Jinja.Library;

/// <summary>How one value is laid out, as both of Python's ways of formatting share it.</summary>
internal readonly record struct FormatSpec
{
    /// <summary>Stands for the type of a float that has none: as <c>str()</c> writes it.</summary>
    public const char ShortestReal = '\0';

    public char Fill { get; init; }

    /// <summary>One of &lt; &gt; ^ = (padding between sign and digits).</summary>
    public char Align { get; init; }

    public char Sign { get; init; }

    public bool IsAlternate { get; init; }

    public int Width { get; init; }

    public int? Precision { get; init; }

    public char Grouping { get; init; }

    /// <summary>Whether an integer's place takes no float (<c>str.format</c>), or cuts it off (<c>%</c>).</summary>
    public bool IsStrict { get; init; }

    public string Convert(RenderState state, object value, char type)
    {
        if (value is Undefined undefined && type is not ('s' or 'r')) throw state.UndefinedUse(undefined);
        return type switch
        {
            's' => Pad(state, Cut(PythonPrint.Str(state, value)), 0, isText: true),
            'r' => Pad(state, Cut(PythonPrint.Repr(state, value)), 0, isText: true),
            'c' => Pad(state, Character(state, value), 0, isText: true),
            'd' or 'i' or 'u' => Integer(state, Whole(state, value, IsStrict), 10, ""),
            'x' => Integer(state, Whole(state, value, exact: true), 16, "0x"),
            'X' => Integer(state, Whole(state, value, exact: true), 16, "0X").ToUpperInvariant(),
            'o' => Integer(state, Whole(state, value, exact: true), 8, "0o"),
            'b' => Integer(state, Whole(state, value, exact: true), 2, "0b"),
            'f' or 'F' => Real(state, value, PythonFloat.Fixed),
            'e' => Real(state, value, Exponent),
            'E' => Real(state, value, Exponent).ToUpperInvariant(),
            'g' => Real(state, value, General),
            'G' => Real(state, value, General).ToUpperInvariant(),
            '%' => Real(state, Numbers.IsNumber(value) ? Numbers.ToDouble(value) * 100 : value,
                (real, decimals) => PythonFloat.Fixed(real, decimals) + "%"),
            ShortestReal => Real(state, value, (real, _) => PythonFloat.Repr(real)),
            'a' or 'n' => throw state.Unsupported($"The format type '{type}' is not supported."),
            _ => throw state.BadValue($"There is no format type '{type}'."),
        };
    }

    private string Cut(string text) => Precision is { } most && PythonText.Length(text) > most
        ? string.Concat(PythonText.Characters(text).Take(most)) : text;

    private static string Character(RenderState state, object value)
    {
        if (PythonPrint.TryText(value, out string text) && PythonText.Length(text) == 1) return text;
        if (Numbers.TryLong(value, out long code) && code is (>= 0 and < 0xD800) or (> 0xDFFF and <= 0x10FFFF))
            return char.ConvertFromUtf32((int)code);
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

    private string Real(RenderState state, object value, Func<double, int, string> format)
    {
        if (!Numbers.IsNumber(value)) throw state.BadValue($"A {PythonType.NameOf(value)} cannot be formatted as a float.");
        double real = Numbers.ToDouble(value);
        int decimals = Precision ?? 6;
        state.Charge(decimals + 400L);
        if (decimals > 1100) throw state.Unsupported("More than 1,100 decimals are not supported.");
        string digits = format(Math.Abs(real), decimals);
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

    // As many significant digits as asked for, without the zeros at the end; an exponent where the number is too small or too big for that.
    private static string General(double real, int digits)
    {
        if (!double.IsFinite(real)) return PythonFloat.Repr(real);
        if (digits == 0) digits = 1;
        string scientific = Exponent(real, digits - 1);
        int mark = scientific.IndexOf('e', StringComparison.Ordinal);
        int exponent = int.Parse(scientific.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return exponent < -4 || exponent >= digits
            ? WithoutZeros(scientific[..mark]) + scientific[mark..]
            : WithoutZeros(PythonFloat.Fixed(real, digits - 1 - exponent));
    }

    private static string WithoutZeros(string digits) => digits.Contains('.') ? digits.TrimEnd('0').TrimEnd('.') : digits;

    private string Group(string digits)
    {
        int whole = digits.AsSpan().IndexOfAny('.', 'e') is >= 0 and var end ? end : digits.Length;
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
