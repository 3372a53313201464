using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace EdgeAgent.Grammar.Tests.Differential;

/// <summary>Numbers between bounds that are multiples of some numbers; exact, for every number is counted in units of ten to the minus forty.</summary>
internal sealed class NumberSet
{
    private const int Places = 40;

    public static readonly BigInteger One = BigInteger.Pow(10, Places);

    private BigInteger? _low, _high, _unit;
    private bool _lowIsOut, _highIsOut;

    /// <summary>Whether they must be written without a point, as integers of draft 4 are.</summary>
    public bool WithoutPoint { get; set; }

    public static BigInteger Read(JsonElement number)
    {
        string text = number.GetRawText();
        string[] parts = text.Split('e', 'E');
        int exponent = parts.Length > 1 ? int.Parse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : 0;
        string[] digits = parts[0].Split('.');
        string fraction = digits.Length > 1 ? digits[1] : "";
        int power = Places + exponent - fraction.Length;
        if (power is < 0 or > 400) throw new NotKnownException("a number of many digits");
        return BigInteger.Parse(digits[0] + fraction, CultureInfo.InvariantCulture) * BigInteger.Pow(10, power);
    }

    public void AtLeast(BigInteger bound, bool exclusive)
    {
        if (_low is null || bound > _low) (_low, _lowIsOut) = (bound, exclusive);
        else if (bound == _low) _lowIsOut |= exclusive;
    }

    public void AtMost(BigInteger bound, bool exclusive)
    {
        if (_high is null || bound < _high) (_high, _highIsOut) = (bound, exclusive);
        else if (bound == _high) _highIsOut |= exclusive;
    }

    public void MultipleOf(BigInteger unit) => _unit = _unit is BigInteger other ? other * unit / BigInteger.GreatestCommonDivisor(other, unit) : unit;

    public bool Contains(BigInteger value) => HasOneBetween(value, false, value, false);

    /// <summary>Whether there is any.</summary>
    public bool HasAny => HasOneBetween(null, false, null, false);

    /// <summary>Whether some number in it is no integer.</summary>
    public bool HasFraction
    {
        get
        {
            if (_unit is BigInteger unit)
                return unit % One != 0 && (_low is null || _high is null ? true : throw new NotKnownException("bounded multiples of a fraction"));
            return _low is null || _high is null || _low < _high || (HasAny && _low % One != 0);
        }
    }

    /// <summary>Longest integer part that a bound or a divisor has, in digits.</summary>
    public int Digits => new[] { _low, _high, _unit }.Max(n => n is BigInteger v ? BigInteger.Abs(v / One).ToString(CultureInfo.InvariantCulture).Length : 1);

    /// <summary>Whether one of them lies between two numbers; null is open. Between two different numbers there is always another of more places.</summary>
    public bool HasOneBetween(BigInteger? from, bool fromIsOut, BigInteger? to, bool toIsOut)
    {
        NumberSet part = new();
        if (_low is BigInteger low) part.AtLeast(low, _lowIsOut);
        if (_high is BigInteger high) part.AtMost(high, _highIsOut);
        if (from is BigInteger least) part.AtLeast(least, fromIsOut);
        if (to is BigInteger most) part.AtMost(most, toIsOut);
        if (part._low is null || part._high is null) return true;
        (low, high) = (part._low.Value, part._high.Value);
        if (_unit is not BigInteger unit) return low < high || (low == high && !part._lowIsOut && !part._highIsOut);
        BigInteger first = Ceiling(low, unit);
        if (first == low && part._lowIsOut) first += unit;
        return first < high || (first == high && !part._highIsOut);
    }

    private static BigInteger Ceiling(BigInteger value, BigInteger unit)
    {
        BigInteger rest = BigInteger.Remainder(value, unit);
        return rest.IsZero ? value : rest.Sign > 0 ? value - rest + unit : value - rest;
    }
}
