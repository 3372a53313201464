using System.Globalization;
using System.Numerics;

namespace EdgeAgent.Grammar.Tests.Differential;

/// <summary>A number whose text so far is given, in any of some sets: plain decimals, no minus zero, and no point where all are integers.</summary>
internal sealed class NumberReading(IReadOnlyList<NumberSet> sets, Reading after, string text = "") : Reading
{
    private static readonly System.Text.RegularExpressions.Regex s_begun = new(@"^-?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)?$"), s_whole = new(@"^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$");

    private readonly bool _points = sets.Any(s => s.HasFraction);

    public override bool MayEnd => IsNumber && after.MayEnd;

    private bool IsNumber => s_whole.IsMatch(text) && Value(text) is BigInteger value && !(value.IsZero && text[0] == '-') && sets.Any(s => MayHave(s, text) && s.Contains(value));

    public override IEnumerable<Reading> Next(byte b)
    {
        if (b is (>= (byte)'0' and <= (byte)'9') or (byte)'-' or (byte)'.')
        {
            NumberReading longer = new(sets, after, text + (char)b);
            return longer.CanBeCompleted() ? [longer] : [];
        }
        return IsNumber ? after.Next(b) : [];
    }

    private bool CanBeCompleted()
    {
        if (!s_begun.IsMatch(text) || (text.Contains('.') && !_points)) return false;
        bool negative = text[0] == '-';
        string digits = text.TrimStart('-');
        if (digits.Length == 0) return sets.Any(s => HasOne(s, BigInteger.Zero, null, negative));
        if (digits.IndexOf('.') is >= 0 and int point)
        {
            BigInteger first = Value(digits);
            return sets.Any(s => MayHave(s, text) && HasOne(s, first, first + (NumberSet.One / BigInteger.Pow(10, digits.Length - point - 1)), negative));
        }
        // With k more digits the number is between these digits and k zeros, and the next higher digits and k zeros.
        for (int k = 0; k <= (digits == "0" ? 0 : sets.Max(s => s.Digits) + 1); k++)
        {
            BigInteger least = Value(digits) * BigInteger.Pow(10, k), next = least + (NumberSet.One * BigInteger.Pow(10, k));
            if (sets.Any(s => HasOne(s, least, next, negative))) return true;
        }
        return false;
    }

    private static bool MayHave(NumberSet set, string text) => !(set.WithoutPoint && text.Contains('.'));

    /// <summary>Whether a set has a number of such a size, from one to below another, and not minus zero.</summary>
    private static bool HasOne(NumberSet set, BigInteger from, BigInteger? below, bool negative) =>
        negative ? set.HasOneBetween(-below, true, -from, from.IsZero) : set.HasOneBetween(from, false, below, true);

    private static BigInteger Value(string number)
    {
        string[] parts = number.Split('.');
        string fraction = parts.Length > 1 ? parts[1] : "";
        if (fraction.Length > 38) throw new NotKnownException("a number of many digits");
        BigInteger value = BigInteger.Parse(parts[0].TrimStart('-') + fraction, CultureInfo.InvariantCulture) * NumberSet.One / BigInteger.Pow(10, fraction.Length);
        return number[0] == '-' ? -value : value;
    }
}
