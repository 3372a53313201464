using EdgeAgent.Grammar.Numbers;
using EdgeAgent.Grammar.Regular;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Normalization;

/// <summary>Sets of numbers in one space, each made once.</summary>
/// <remarks>They hold every text of a number's value but those with exponents: so bounds and remainders take few states, and differences are exact. How
/// numbers may be written is asked last, by <see cref="Written"/>.</remarks>
/// <param name="space">Where the languages are made.</param>
/// <param name="forms">How numbers may be written.</param>
internal sealed class NumberSets(LanguageSpace space, NumberForms forms)
{
    private readonly Dictionary<(JsonNumber?, bool, JsonNumber?, bool), Language> _ranges = [];
    private readonly Dictionary<JsonNumber, Language> _multiples = [];
    private readonly Dictionary<Language, Language> _written = [];
    private Language? _all;
    private Language? _integers;
    private Language? _whole;
    private Language? _negativeZero;

    /// <summary>Every number.</summary>
    public Language All => _all ??= NumberLanguages.Plain(space, NumberForms.Any);

    /// <summary>Numbers without a fraction other than zeros.</summary>
    public Language Integers => _integers ??= space.Intersect(NumberLanguages.Integers(space, NumberForms.Any), All);

    /// <summary>Numbers written without a point: what draft 4 calls integers.</summary>
    public Language WrittenWhole => _whole ??= space.Pattern("^-?(?:0|[1-9][0-9]*)$");

    /// <summary>Numbers between bounds; null is open.</summary>
    /// <exception cref="FormatException">A bound is too long.</exception>
    public Language InRange(JsonNumber? min, bool minExclusive, JsonNumber? max, bool maxExclusive)
    {
        if (!_ranges.TryGetValue((min, minExclusive, max, maxExclusive), out Language range))
            _ranges.Add((min, minExclusive, max, maxExclusive), range = space.Intersect(NumberLanguages.InRange(space, NumberForms.Any, min, minExclusive, max, maxExclusive), All));
        return range;
    }

    /// <summary>The texts of one number.</summary>
    public Language Value(JsonNumber value) => InRange(value, false, value, false);

    /// <summary>Whole multiples of a positive number.</summary>
    /// <exception cref="FormatException">The automaton would be too large.</exception>
    public Language MultiplesOf(JsonNumber divisor)
    {
        if (!_multiples.TryGetValue(divisor, out Language multiples))
            _multiples.Add(divisor, multiples = space.Intersect(NumberLanguages.MultiplesOf(space, NumberForms.Any, divisor), All));
        return multiples;
    }

    /// <summary>The texts of a set that may be written: where it is every number, exponents too; in canonical form a set of integers has no points.</summary>
    public Language Written(Language numbers)
    {
        if (_written.TryGetValue(numbers, out Language written)) return written;
        if (numbers == All) written = NumberLanguages.Unrestricted(space, forms);
        else if (forms == NumberForms.Any || space.IsEmpty(numbers)) written = numbers;
        else written = space.Subtract(space.IsEmpty(space.Subtract(numbers, Integers)) ? space.Intersect(numbers, WrittenWhole) : numbers, NegativeZero);
        _written.Add(numbers, written);
        return written;
    }

    private Language NegativeZero => _negativeZero ??= space.Pattern("^-0(?:\\.0*)?$");
}
