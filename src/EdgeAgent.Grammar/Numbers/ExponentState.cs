namespace EdgeAgent.Grammar.Numbers;

/// <summary>A place within an exponent, and which exponents are allowed. Packs into 40 bits; the lowest four are the part.</summary>
internal readonly record struct ExponentState(NumberPart Part, int Low, int High, int Value, int Digits, bool Negative)
{
    private const int Max = 999, MaxDigits = 4, Offset = 1_000;

    public bool Accepts => Part == NumberPart.Exponent && (Negative ? -Value : Value) is int value && value >= Low && value <= High;

    /// <summary>The state after the letter; -1 where no exponent that is offered is allowed.</summary>
    public static long First(int low, int high)
    {
        (low, high) = (Math.Max(low, -Max), Math.Min(high, Max));
        return low > high ? -1 : new ExponentState(NumberPart.Letter, low, high, 0, 0, false).Pack();
    }

    public long Next(byte b)
    {
        if (b is (byte)'+' or (byte)'-') return Part == NumberPart.Letter ? (this with { Part = NumberPart.ExponentSign, Negative = b == '-' }).Pack() : -1;
        if (b is < (byte)'0' or > (byte)'9' || Digits == MaxDigits) return -1;
        int value = (Value * 10) + b - '0';
        return value > Max ? -1 : (this with { Part = NumberPart.Exponent, Value = value, Digits = Digits + 1 }).Pack();
    }

    public long Pack() => (long)Part | ((long)(Low + Offset) << 4) | ((long)(High + Offset) << 15) | ((long)Value << 26) | ((long)Digits << 36) | (Negative ? 1L << 39 : 0);

    public static ExponentState Unpack(long packed) => new((NumberPart)(packed & 15), ((int)(packed >> 4) & 2047) - Offset, ((int)(packed >> 15) & 2047) - Offset,
        (int)(packed >> 26) & 1023, (int)(packed >> 36) & 7, ((packed >> 39) & 1) != 0);
}
