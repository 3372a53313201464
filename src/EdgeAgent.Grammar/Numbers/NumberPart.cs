namespace EdgeAgent.Grammar.Numbers;

/// <summary>How far a number text has been read.</summary>
internal enum NumberPart
{
    Start,

    /// <summary>After the minus sign.</summary>
    Sign,

    /// <summary>After a lone zero.</summary>
    Zero,

    /// <summary>Within digits before the point.</summary>
    Whole,

    /// <summary>After the point.</summary>
    Point,

    /// <summary>Within digits after the point.</summary>
    Fraction,

    /// <summary>After the letter of the exponent.</summary>
    Letter,

    /// <summary>After the sign of the exponent.</summary>
    ExponentSign,

    /// <summary>Within the digits of the exponent.</summary>
    Exponent,
}
