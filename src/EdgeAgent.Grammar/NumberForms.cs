namespace EdgeAgent.Grammar;

/// <summary>How numbers may be written.</summary>
public enum NumberForms
{
    /// <summary>Plain decimals: no exponent, no <c>-0</c>, and where only integers are allowed, no point.</summary>
    Canonical,

    /// <summary>Also integers with a fraction of zeros (<c>1.0</c>) and <c>-0</c>; and, where any number is allowed, exponents.</summary>
    Any,
}
