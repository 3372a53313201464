using EdgeAgent.Grammar.Regular;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Numbers;

/// <summary>Sets of JSON number texts by their values.</summary>
/// <remarks>
/// Every set is part of <see cref="All"/> of the same forms and holds all texts there whose values it names, so that differences from it are exact.
/// The sets of <see cref="MultiplesOf"/> that need a remainder are such parts of <see cref="Plain"/>.
/// </remarks>
internal static class NumberLanguages
{
    /// <summary>Bounds and factors of more digits than this are refused.</summary>
    public const int MaxDigits = 700;

    /// <summary>Factors above this, scaled to integers, are refused: an automaton has a state for each remainder.</summary>
    public const int MaxRemainders = 100_000;

    /// <summary>Every number in the forms given, for a place where nothing restricts it; of <see cref="NumberForms.Any"/> more than <see cref="All"/>: every text of RFC 8259.</summary>
    public static Language Unrestricted(LanguageSpace space, NumberForms forms) =>
        space.Pattern(forms == NumberForms.Canonical ? "^(?:-?[1-9][0-9]*(?:\\.[0-9]+)?|0(?:\\.[0-9]+)?|-0\\.[0-9]*[1-9][0-9]*)$" : "^-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$");

    /// <summary>Every number that the other sets speak of. With exponents only of three digits at most, after no more than 18 digits before and 18 after the point.</summary>
    public static Language All(LanguageSpace space, NumberForms forms) => Leaf(space, new DecimalAutomaton(forms, default, null));

    /// <summary>Those without exponents.</summary>
    public static Language Plain(LanguageSpace space, NumberForms forms) => Leaf(space, new DecimalAutomaton(forms, default, null, exponents: false));

    /// <summary>Numbers without a fractional part.</summary>
    public static Language Integers(LanguageSpace space, NumberForms forms) => Leaf(space, new DecimalAutomaton(forms, default, 0));

    /// <summary>Numbers within bounds; null is open.</summary>
    /// <exception cref="FormatException">A bound has too many digits.</exception>
    public static Language InRange(LanguageSpace space, NumberForms forms, JsonNumber? min, bool minExclusive, JsonNumber? max, bool maxExclusive) =>
        Leaf(space, new DecimalAutomaton(forms, new DecimalRange(min, minExclusive, max, maxExclusive), null));

    /// <summary>All texts of one number.</summary>
    /// <exception cref="FormatException">It has too many digits.</exception>
    public static Language Value(LanguageSpace space, NumberForms forms, JsonNumber value) => InRange(space, forms, value, false, value, false);

    /// <summary>Multiples of a number greater than zero. Where that takes a remainder (<see cref="NeedsRemainders"/>), only those without exponents: part of <see cref="Plain"/>.</summary>
    /// <exception cref="FormatException">It has too many digits, or there would be too many remainders.</exception>
    public static Language MultiplesOf(LanguageSpace space, NumberForms forms, JsonNumber divisor)
    {
        // Multiples of 2.5 have one decimal place at most; those of 0.01 are all numbers of two.
        bool remainders = NeedsRemainders(divisor);
        Language places = Leaf(space, new DecimalAutomaton(forms, default, Math.Clamp(divisor.Exponent, -MaxDigits, 0), exponents: !remainders));
        return remainders ? space.Intersect(places, space.Leaf(new RemainderAutomaton(divisor))) : places;
    }

    /// <summary>Whether multiples of a number are told by a remainder, and not by the number of decimal places, as those of 1, 0.1, 0.01, ….</summary>
    public static bool NeedsRemainders(JsonNumber divisor) => !(divisor.Significand.IsOne && divisor.Exponent is <= 0 and >= -MaxDigits);

    private static Language Leaf(LanguageSpace space, DecimalAutomaton automaton) => automaton.IsEmpty ? LanguageSpace.Nothing : space.Leaf(automaton);
}
