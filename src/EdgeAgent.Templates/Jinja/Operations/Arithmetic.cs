using System.Numerics;
using System.Text;
using EdgeAgent.Templates.Jinja.Library;
using EdgeAgent.Templates.Jinja.Values;

namespace EdgeAgent.Templates.Jinja.Operations;

/// <summary>Python's arithmetic, with the sizes of its results bounded.</summary>
internal static class Arithmetic
{
    // An integer of 16,384 bits is more than any template counts to, and cheap to multiply.
    private const long MaxBits = 1 << 14;

    public static object Add(RenderState state, object a, object b)
    {
        if (a is string x && b is string y) return Concatenate(state, x, y);
        if (Numbers.IsNumber(a) && Numbers.IsNumber(b)) return Compute(state, '+', a, b);
        if (PythonPrint.TryText(a, out x) && PythonPrint.TryText(b, out y))
            return new Markup(Concatenate(state, Markup.EscapeUnlessMarkup(a), Markup.EscapeUnlessMarkup(b)));
        if (a is JinjaSequence s && b is JinjaSequence t && s is not JinjaRange && s.TypeName == t.TypeName)
        {
            state.ChargeElements((long)s.Count + t.Count);
            return s.With([.. s.ToArray(), .. t.ToArray()]);
        }
        throw Mismatch(state, "added to", b, a);
    }

    public static object Subtract(RenderState state, object a, object b)
        => Numbers.IsNumber(a) && Numbers.IsNumber(b) ? Compute(state, '-', a, b) : throw Mismatch(state, "taken from", b, a);

    public static object Multiply(RenderState state, object a, object b)
    {
        if (Numbers.IsNumber(a) && Numbers.IsNumber(b)) return Compute(state, '*', a, b);
        (object repeated, object times) = Numbers.IsInteger(a) ? (b, a) : (a, b);
        if (!Numbers.IsInteger(times) || repeated is not (string or Markup or JinjaList or JinjaTuple))
            throw Mismatch(state, "multiplied by", a, b);
        BigInteger wanted = Numbers.ToBig(times);
        int count = (int)BigInteger.Clamp(wanted, 0, state.MaxCharacters + 1);
        if (PythonPrint.TryText(repeated, out string text))
        {
            state.Charge((long)count * text.Length);
            return text.Length == 1 ? new string(text[0], count) : new StringBuilder().Insert(0, text, count).ToString();
        }
        JinjaSequence sequence = (JinjaSequence)repeated;
        state.ChargeElements((long)count * sequence.Count);
        return sequence.With(sequence.Count == 0 ? [] : [.. Enumerable.Repeat(sequence.ToArray(), count).SelectMany(e => e)]);
    }

    public static object Divide(RenderState state, object a, object b)
    {
        if (!Numbers.IsNumber(a) || !Numbers.IsNumber(b)) throw Mismatch(state, "divided by", a, b);
        if (!Truth.Of(b)) throw state.BadValue("Division by zero.");
        if (a is double || b is double) return Numbers.ToDouble(a) / Numbers.ToDouble(b);
        return Numbers.Divide(Numbers.ToBig(a), Numbers.ToBig(b));
    }

    public static object FloorDivide(RenderState state, object a, object b)
    {
        if (!Numbers.IsNumber(a) || !Numbers.IsNumber(b)) throw Mismatch(state, "divided by", a, b);
        if (!Truth.Of(b)) throw state.BadValue("Division by zero.");
        if (a is double || b is double) return DivideWithRest(Numbers.ToDouble(a), Numbers.ToDouble(b)).Quotient;
        BigInteger quotient = BigInteger.DivRem(Numbers.ToBig(a), Numbers.ToBig(b), out BigInteger remainder);
        return Boxed.Integer(!remainder.IsZero && remainder.Sign < 0 != Numbers.ToBig(b).Sign < 0 ? quotient - 1 : quotient);
    }

    /// <summary>The remainder, with the divisor's sign; for a string on the left, Python's <c>%</c> formatting.</summary>
    public static object Modulo(RenderState state, object a, object b)
    {
        if (PythonPrint.TryText(a, out string format)) return PercentFormat.Apply(state, format, b);
        if (!Numbers.IsNumber(a) || !Numbers.IsNumber(b)) throw Mismatch(state, "divided by", a, b);
        if (!Truth.Of(b)) throw state.BadValue("Division by zero.");
        if (a is double || b is double) return DivideWithRest(Numbers.ToDouble(a), Numbers.ToDouble(b)).Remainder;
        BigInteger by = Numbers.ToBig(b);
        BigInteger remainder = BigInteger.Remainder(Numbers.ToBig(a), by);
        return Boxed.Integer(!remainder.IsZero && remainder.Sign < 0 != by.Sign < 0 ? remainder + by : remainder);
    }

    // As CPython does it: the rest is exact, the quotient is what goes with it.
    private static (double Quotient, double Remainder) DivideWithRest(double a, double b)
    {
        double rest = a % b, quotient = (a - rest) / b;
        if (rest == 0) rest = Math.CopySign(0, b);
        else if (rest < 0 != b < 0) (rest, quotient) = (rest + b, quotient - 1);
        if (quotient == 0) return (Math.CopySign(0, a / b), rest);
        double floor = Math.Floor(quotient);
        return (quotient - floor > 0.5 ? floor + 1 : floor, rest);
    }

    public static object Power(RenderState state, object a, object b)
    {
        if (!Numbers.IsNumber(a) || !Numbers.IsNumber(b)) throw Mismatch(state, "raised to", a, b);
        if (a is double || b is double || Numbers.ToBig(b).Sign < 0)
        {
            if (!Truth.Of(a) && Numbers.ToDouble(b) < 0) throw state.BadValue("Zero cannot be raised to a negative power.");
            double power = Math.Pow(Numbers.ToDouble(a), Numbers.ToDouble(b));
            return double.IsNaN(power) ? throw state.BadValue("This power is not a real number.") : power;
        }
        BigInteger value = Numbers.ToBig(a), exponent = Numbers.ToBig(b);
        if (exponent > MaxBits || value.GetBitLength() * (long)exponent > MaxBits) throw TooBig(state);
        return Boxed.Integer(BigInteger.Pow(value, (int)exponent));
    }

    public static object Negate(RenderState state, object value) => value switch
    {
        long integer when integer != long.MinValue => Boxed.Integer(-integer),
        double real => -real,
        _ when Numbers.IsInteger(value) => Boxed.Integer(-Numbers.ToBig(value)),
        Undefined undefined => throw state.UndefinedUse(undefined),
        _ => throw state.BadValue($"A {PythonType.NameOf(value)} has no negative."),
    };

    public static object Plus(RenderState state, object value) => value switch
    {
        double or BigInteger => value,
        long or bool => Boxed.Integer(Numbers.ToBig(value)),
        Undefined undefined => throw state.UndefinedUse(undefined),
        _ => throw state.BadValue($"A {PythonType.NameOf(value)} takes no plus sign."),
    };

    public static string Concatenate(RenderState state, string a, string b)
    {
        state.Charge((long)a.Length + b.Length);
        return string.Concat(a, b);
    }

    private static object Compute(RenderState state, char operation, object a, object b)
    {
        if (a is double || b is double)
        {
            double x = Numbers.ToDouble(a), y = Numbers.ToDouble(b);
            return operation switch { '+' => x + y, '-' => x - y, _ => x * y };
        }
        if (Numbers.TryLong(a, out long m) && Numbers.TryLong(b, out long n) && Math.Abs(m >> 1) < 1L << 30 && Math.Abs(n >> 1) < 1L << 30)
            return Boxed.Integer(operation switch { '+' => m + n, '-' => m - n, _ => m * n });
        BigInteger u = Numbers.ToBig(a), v = Numbers.ToBig(b);
        if (u.GetBitLength() + v.GetBitLength() > MaxBits) throw TooBig(state);
        return Boxed.Integer(operation switch { '+' => u + v, '-' => u - v, _ => u * v });
    }

    private static TemplateException TooBig(RenderState state)
        => state.Fail(ErrorCodes.TooMuchText, $"This integer would have more than {MaxBits} bits.", "Count in smaller numbers.");

    private static TemplateException Mismatch(RenderState state, string relation, object a, object b)
    {
        if (a is Undefined u) return state.UndefinedUse(u);
        if (b is Undefined v) return state.UndefinedUse(v);
        return state.BadValue($"A {PythonType.NameOf(a)} cannot be {relation} a {PythonType.NameOf(b)}.");
    }
}
