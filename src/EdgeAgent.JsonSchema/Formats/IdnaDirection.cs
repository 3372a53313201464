namespace EdgeAgent.JsonSchema.Formats;

/// <summary>The bidirectional classes as far as RFC 5893 tells them apart.</summary>
internal enum IdnaDirection
{
    /// <summary>ES, CS, ET, ON, BN.</summary>
    Neutral = 0,
    LeftToRight = 1,

    /// <summary>R and AL.</summary>
    RightToLeft = 2,
    ArabicNumber = 3,
    EuropeanNumber = 4,
    NonspacingMark = 5,
}
