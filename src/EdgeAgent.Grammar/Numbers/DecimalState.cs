namespace EdgeAgent.Grammar.Numbers;

/// <summary>What matters of a number's digits, before the exponent. Fits into 63 bits.</summary>
internal record struct DecimalState(NumberPart Part, bool Negative)
{
    /// <summary>Digits before the point without leading zero, up to a limit.</summary>
    public int Whole { get; set; }

    /// <summary>Where there is no significant digit before the point: zeros right after it, up to a limit.</summary>
    public int Zeros { get; set; }

    /// <summary>Whether there is a digit other than zero.</summary>
    public bool Significant { get; set; }

    /// <summary>How the digits compare with those of the lower bound: see <see cref="DecimalAutomaton"/>.</summary>
    public int ToLow { get; set; }

    /// <summary>How the digits compare with those of the upper bound.</summary>
    public int ToHigh { get; set; }

    /// <summary>Digits after the point, up to a limit.</summary>
    public int Places { get; set; }

    /// <summary>Which digit after the point is the last that is no zero; up to a limit, 0 where it does not matter.</summary>
    public int LastPlace { get; set; }

    /// <summary>Zeros that end the digits before the point, up to a limit; 0 where they do not matter.</summary>
    public int Trailing { get; set; }

    /// <summary>Whether the last digit after the point is a zero; false where it does not matter.</summary>
    public bool EndsInZero { get; set; }

    public readonly long Pack()
    {
        // Digits before the point and zeros after it exclude each other. No count is above 1,023; trailing zeros are fewer than 32.
        long packed = (long)Part | (Negative ? 16L : 0) | (Significant ? 32L : 0);
        packed |= (long)(Whole > 0 ? Whole : Zeros) << 6;
        packed |= (Whole > 0 ? 1L : 0) << 16;
        packed |= ((long)ToLow << 17) | ((long)ToHigh << 27);
        packed |= ((long)Places << 37) | ((long)LastPlace << 47) | ((long)Trailing << 57);
        return packed | (EndsInZero ? 1L << 62 : 0);
    }

    public static DecimalState Unpack(long packed)
    {
        int count = (int)(packed >> 6) & 1023;
        bool whole = ((packed >> 16) & 1) != 0;
        return new DecimalState((NumberPart)(packed & 15), (packed & 16) != 0)
        {
            Significant = (packed & 32) != 0,
            Whole = whole ? count : 0,
            Zeros = whole ? 0 : count,
            ToLow = (int)(packed >> 17) & 1023,
            ToHigh = (int)(packed >> 27) & 1023,
            Places = (int)(packed >> 37) & 1023,
            LastPlace = (int)(packed >> 47) & 1023,
            Trailing = (int)(packed >> 57) & 31,
            EndsInZero = packed >> 62 != 0,
        };
    }
}
