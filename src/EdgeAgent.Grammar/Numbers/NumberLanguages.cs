using EdgeAgent.Grammar.Regular;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Numbers;

/// <summary>Sets of numbers as languages of their texts.</summary>
/// <remarks>
/// Every set is part of <see cref="All"/> and holds all texts there whose values it names, so that a difference from <see cref="All"/> is exact.
/// Where exponents are allowed, they have three digits at most, after no more than 18 before and 18 after the point.
/// </remarks>
/// <param name="space">Where the languages are made.</param>
/// <param name="forms">How numbers may be written.</param>
/// <param name="exponents">Whether exponents may be used where the forms allow them: false where any factor <see cref="NeedsRemainders"/>, for a
/// remainder cannot be followed through an exponent by a small automaton.</param>
internal sealed class NumberLanguages(LanguageSpace space, NumberForms forms, bool exponents = true)
{
    /// <summary>Bounds and factors of more digits than this are refused.</summary>
    public const int MaxDigits = 700;

    /// <summary>Factors above this, scaled to integers, are refused: an automaton has a state for each remainder.</summary>
    public const int MaxRemainders = 100_000;

    /// <summary>Whether multiples of a number are told by a remainder, and not by the number of decimal places, as those of 1, 0.1, 0.01, ….</summary>
    public static bool NeedsRemainders(JsonNumber divisor) => !(divisor.Significand.IsOne && divisor.Exponent is <= 0 and >= -MaxDigits);

    /// <summary>Every number, for a place where nothing at all restricts it: where exponents are allowed, every text of RFC 8259, and so more than <see cref="All"/>.</summary>
    public Language Unrestricted => forms == NumberForms.Canonical || !exponents ? All : space.Pattern("^-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$");

    /// <summary>Every number that the other sets speak of.</summary>
    public Language All => _all ??= Leaf(new DecimalAutomaton(forms, default, null, exponents));

    /// <summary>Numbers without a fractional part.</summary>
    public Language Integers => _integers ??= Leaf(new DecimalAutomaton(forms, default, 0, exponents));

    private Language? _all, _integers;

    /// <summary>Numbers within bounds; null is open.</summary>
    /// <exception cref="FormatException">A bound has too many digits.</exception>
    public Language InRange(JsonNumber? min, bool minExclusive, JsonNumber? max, bool maxExclusive) =>
        Leaf(new DecimalAutomaton(forms, new DecimalRange(min, minExclusive, max, maxExclusive), null, exponents));

    /// <summary>All texts of one number.</summary>
    /// <exception cref="FormatException">It has too many digits.</exception>
    public Language Value(JsonNumber value) => InRange(value, false, value, false);

    /// <summary>Multiples of a number greater than zero.</summary>
    /// <exception cref="FormatException">It has too many digits, or there would be too many remainders.</exception>
    public Language MultiplesOf(JsonNumber divisor)
    {
        // Multiples of 2.5 have one decimal place at most, those of 0.01 are the numbers of two.
        Language places = Leaf(new DecimalAutomaton(forms, default, Math.Clamp(divisor.Exponent, -MaxDigits, 0), exponents));
        if (!NeedsRemainders(divisor)) return places;
        if (exponents && forms == NumberForms.Any) throw new InvalidOperationException("Remainders are not followed through exponents.");
        return space.Intersect(places, space.Leaf(new RemainderAutomaton(divisor)));
    }

    private Language Leaf(DecimalAutomaton automaton) => automaton.IsEmpty ? LanguageSpace.Nothing : space.Leaf(automaton);
}
