using EdgeAgent.Grammar.Numbers;
using EdgeAgent.Grammar.Regular;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Normalization;

/// <summary>Sets of numbers in one space and in the same forms, each made once.</summary>
/// <remarks>They hold no exponents, without which bounds and remainders take few states and differences are exact; only where every number is allowed
/// may exponents be written.</remarks>
/// <param name="space">Where the languages are made.</param>
/// <param name="forms">How numbers may be written.</param>
internal sealed class NumberSets(LanguageSpace space, NumberForms forms)
{
    private readonly Dictionary<(JsonNumber?, bool, JsonNumber?, bool), Language> _ranges = [];
    private readonly Dictionary<JsonNumber, Language> _multiples = [];
    private Language? _all;
    private Language? _integers;
    private Language? _whole;

    /// <summary>Every number.</summary>
    public Language All => _all ??= NumberLanguages.Plain(space, forms);

    /// <summary>Numbers without a fraction other than zeros.</summary>
    public Language Integers => _integers ??= space.Intersect(NumberLanguages.Integers(space, forms), All);

    /// <summary>Numbers written without a point: what draft 4 calls integers.</summary>
    public Language WrittenWhole => _whole ??= forms == NumberForms.Canonical ? Integers : space.Pattern("^-?(?:0|[1-9][0-9]*)$");

    /// <summary>A set for the machine: where it is every number, in all forms there are.</summary>
    public Language Widest(Language numbers) => numbers == All ? NumberLanguages.Unrestricted(space, forms) : numbers;

    /// <summary>Numbers between bounds; null is open.</summary>
    /// <exception cref="FormatException">A bound is too long.</exception>
    public Language InRange(JsonNumber? min, bool minExclusive, JsonNumber? max, bool maxExclusive)
    {
        if (!_ranges.TryGetValue((min, minExclusive, max, maxExclusive), out Language range))
            _ranges.Add((min, minExclusive, max, maxExclusive), range = space.Intersect(NumberLanguages.InRange(space, forms, min, minExclusive, max, maxExclusive), All));
        return range;
    }

    /// <summary>The texts of one number.</summary>
    public Language Value(JsonNumber value) => InRange(value, false, value, false);

    /// <summary>Whole multiples of a positive number.</summary>
    /// <exception cref="FormatException">The automaton would be too large.</exception>
    public Language MultiplesOf(JsonNumber divisor)
    {
        if (!_multiples.TryGetValue(divisor, out Language multiples))
            _multiples.Add(divisor, multiples = space.Intersect(NumberLanguages.MultiplesOf(space, forms, divisor), All));
        return multiples;
    }
}
