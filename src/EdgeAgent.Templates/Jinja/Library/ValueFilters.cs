using System.Globalization;
using System.Numerics;
using EdgeAgent.Templates.Jinja.Operations;
using EdgeAgent.Templates.Jinja.Values;

namespace EdgeAgent.Templates.Jinja.Library;

/// <summary>Filters on numbers, and those for any value.</summary>
internal static class ValueFilters
{
    public static IEnumerable<(string Name, Filter Filter)> All =>
    [
        ("default", Default("default")),
        ("d", Default("d")),
        ("length", Length("length")),
        ("count", Length("count")),
        ("int", new Filter("int", ["default", "base"], Int)),
        ("float", new Filter("float", ["default"], Float)),
        ("abs", new Filter("abs", [], (state, value, _) => Numbers.IsNumber(value) && Numbers.Compare(value, 0L) < 0
            ? Arithmetic.Negate(state, value) : Arithmetic.Plus(state, value))),
        ("round", new Filter("round", ["precision", "method"], Round)),
        ("attr", new Filter("attr", ["name"], Attr)),
    ];

    private static Filter Default(string name) => new(name, ["default_value", "boolean"], (_, value, p)
        => value is Undefined || (p.Flag(1) && !Truth.Of(value)) ? p[0] ?? "" : value);

    private static Filter Length(string name) => new(name, [], (state, value, _) => Boxed.Integer(Iteration.Length(state, value)));

    private static object Int(RenderState state, object value, ParameterValues p)
    {
        if (value is Undefined undefined) throw state.UndefinedUse(undefined);
        object otherwise = p[0] ?? Boxed.Integer(0);
        if (PythonPrint.TryText(value, out string text))
            return TryInteger(text, (int)p.Integer(1, "int", 10), out BigInteger integer) ? Boxed.Integer(integer)
                : TryReal(text, out double parsed) ? Truncate(parsed, otherwise) : otherwise;
        if (Numbers.IsInteger(value)) return Boxed.Integer(Numbers.ToBig(value));
        return value is double real ? Truncate(real, otherwise) : otherwise;
    }

    private static object Truncate(double real, object otherwise)
        => double.IsFinite(real) ? Boxed.Integer(new BigInteger(real)) : otherwise;

    private static object Float(RenderState state, object value, ParameterValues p)
    {
        if (value is Undefined undefined) throw state.UndefinedUse(undefined);
        if (Numbers.IsNumber(value)) return Numbers.ToDouble(value);
        return PythonPrint.TryText(value, out string text) && TryReal(text, out double real) ? real : p[0] ?? 0.0;
    }

    /// <summary>Python's <c>int(text, base)</c>: white space around, a sign, a radix prefix, single underscores between digits.</summary>
    private static bool TryInteger(string text, int radix, out BigInteger value)
    {
        value = 0;
        string digits = PythonText.Strip(text, null, start: true, end: true);
        bool isNegative = digits.StartsWith('-');
        if (isNegative || digits.StartsWith('+')) digits = digits[1..];
        string prefix = digits.Length > 1 && digits[0] == '0' ? digits[..2].ToLowerInvariant() : "";
        int prefixed = prefix switch { "0x" => 16, "0o" => 8, "0b" => 2, _ => 0 };
        if (prefixed != 0 && (radix == prefixed || radix == 0)) (digits, radix) = (digits[2..].TrimStart('_'), prefixed);
        if (radix == 0) radix = 10;
        if (digits.Length is 0 or > 4300 || digits.EndsWith('_') || digits.StartsWith('_')
            || digits.Contains("__", StringComparison.Ordinal)) return false;
        foreach (char c in digits.Where(c => c != '_'))
        {
            int digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : char.IsAsciiLetter(c) ? (c | 0x20) - 'a' + 10 : 99;
            if (digit >= radix) return false;
            value = (value * radix) + digit;
        }
        if (isNegative) value = -value;
        return true;
    }

    private static bool TryReal(string text, out double value)
    {
        string trimmed = PythonText.Strip(text, null, start: true, end: true);
        if (trimmed.Contains('_')) trimmed = WithoutUnderscores(trimmed);
        value = trimmed.TrimStart('+', '-').ToLowerInvariant() switch
        {
            "inf" or "infinity" => trimmed[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity,
            "nan" => double.NaN,
            _ => 0,
        };
        return value != 0 || double.TryParse(trimmed, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }

    // Python allows single ones between digits; others are left in, and then it is no number.
    private static string WithoutUnderscores(string text)
        => string.Concat(text.Where((c, at) => c != '_' || at == 0 || at == text.Length - 1
            || !char.IsAsciiDigit(text[at - 1]) || !char.IsAsciiDigit(text[at + 1])));

    private static object Round(RenderState state, object value, ParameterValues p)
    {
        long digits = Math.Clamp(p.Integer(0, "round", 0), -1000, 1000);
        string method = p[1] is null ? "common" : p.Text(1, "round");
        if (value is Undefined undefined) throw state.UndefinedUse(undefined);
        if (!Numbers.IsNumber(value)) throw state.BadValue($"A {PythonType.NameOf(value)} cannot be rounded.");
        if (method == "common")
            return value is double common ? PythonFloat.Round(common, (int)digits)
                : digits >= 0 ? Boxed.Integer(Numbers.ToBig(value)) : RoundInteger(Numbers.ToBig(value), (int)-digits);
        double scale = Math.Pow(10, digits), real = Numbers.ToDouble(value) * scale;
        return method switch
        {
            "ceil" => Math.Ceiling(real) / scale,
            "floor" => Math.Floor(real) / scale,
            _ => throw state.BadValue($"'round' knows the methods common, ceil and floor, not '{method}'."),
        };
    }

    private static object RoundInteger(BigInteger value, int zeros)
    {
        BigInteger unit = BigInteger.Pow(10, zeros);
        BigInteger low = BigInteger.DivRem(value, unit, out BigInteger rest) - (rest.Sign < 0 ? 1 : 0);
        int half = ((value - (low * unit)) * 2).CompareTo(unit);
        return Boxed.Integer((half > 0 || (half == 0 && !low.IsEven) ? low + 1 : low) * unit);
    }

    // Attributes only, no keys: that is what the filter is for.
    private static object Attr(RenderState state, object value, ParameterValues p)
    {
        string name = p.Text(0, "attr");
        if (value is Undefined undefined) throw state.UndefinedUse(undefined);
        return value is JinjaDict ? MethodTable.Find(state, value, name) ?? Undefined.Attribute(value, name)
            : Access.Attribute(state, value, name);
    }
}
