namespace EdgeAgent.Grammar.Numbers;

/// <summary>A place within an exponent, and which exponents are allowed. Packs into 40 bits; the lowest four are the part.</summary>
/// <remarks>Where every way to go on is allowed, what was read is forgotten, so that there are few states.</remarks>
internal readonly record struct ExponentState(NumberPart Part, int Low, int High, int Value, int Digits, bool Negative)
{
    /// <summary>The greatest exponent either way.</summary>
    public const int Max = 999;

    private const int MaxDigits = 3, Offset = 1_000;

    public bool Accepts => Part == NumberPart.Exponent && (Negative ? -Value : Value) is int value && value >= Low && value <= High;

    /// <summary>The state after the letter; -1 where no exponent that is offered is allowed.</summary>
    public static long First(int low, int high)
    {
        (low, high) = (Math.Max(low, -Max), Math.Min(high, Max));
        return low > high ? -1 : new ExponentState(NumberPart.Letter, low, high, 0, 0, false).Pack();
    }

    public long Next(byte b)
    {
        if (b is (byte)'+' or (byte)'-') return Part == NumberPart.Letter ? (this with { Part = NumberPart.ExponentSign, Negative = b == '-' }).Simplified() : -1;
        if (b is < (byte)'0' or > (byte)'9' || Digits == MaxDigits) return -1;
        return (this with { Part = NumberPart.Exponent, Value = (Value * 10) + b - '0', Digits = Digits + 1 }).Simplified();
    }

    /// <summary>The state; -1 where no exponent begins so that is allowed.</summary>
    private long Simplified()
    {
        (int low, int high) = Negative ? (-High, -Low) : (Low, High);
        bool some = false, all = true;
        for (int more = Digits == 0 ? 1 : 0, power = Digits == 0 ? 10 : 1; more <= MaxDigits - Digits; more++, power *= 10)
        {
            (int from, int to) = (Value * power, (Value * power) + power - 1);
            some |= from <= high && to >= low;
            all &= from >= low && to <= high;
        }
        return !some ? -1 : all ? (this with { Low = -Max, High = Max, Value = 0, Negative = false }).Pack() : Pack();
    }

    public static ExponentState Unpack(long packed) => new((NumberPart)(packed & 15), ((int)(packed >> 4) & 2047) - Offset, ((int)(packed >> 15) & 2047) - Offset,
        (int)(packed >> 26) & 1023, (int)(packed >> 36) & 7, ((packed >> 39) & 1) != 0);

    private long Pack() => (long)Part | ((long)(Low + Offset) << 4) | ((long)(High + Offset) << 15) | ((long)Value << 26) | ((long)Digits << 36) | (Negative ? 1L << 39 : 0);
}
