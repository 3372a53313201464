namespace EdgeAgent.Grammar;

/// <summary>How numbers may be written.</summary>
public enum NumberForms
{
    /// <summary>One text for each number: plain decimals without superfluous zeros, integers without fraction, no exponent, no <c>-0</c>.</summary>
    Canonical,

    /// <summary>Also fractions that end in zeros (<c>1.0</c> is an integer) and <c>-0</c>; and, where no bound or factor restricts the number, exponents.</summary>
    Any,
}
