using EdgeAgent.Grammar.Numbers;
using EdgeAgent.Grammar.Regular;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Normalization;

/// <summary>Sets of numbers in one space and in the same forms, each made once, so that differences between them are exact.</summary>
/// <param name="space">Where the languages are made.</param>
/// <param name="forms">How numbers may be written.</param>
/// <param name="plain">Whether exponents are left out everywhere: remainders are only known without them.</param>
internal sealed class NumberSets(LanguageSpace space, NumberForms forms, bool plain)
{
    private readonly Dictionary<(JsonNumber?, bool, JsonNumber?, bool), Language> _ranges = [];
    private readonly Dictionary<JsonNumber, Language> _multiples = [];
    private Language? _all;
    private Language? _integers;

    /// <summary>Every number.</summary>
    public Language All => _all ??= plain ? NumberLanguages.Plain(space, forms) : NumberLanguages.All(space, forms);

    /// <summary>Numbers without a fraction.</summary>
    public Language Integers => _integers ??= Plain(NumberLanguages.Integers(space, forms));

    /// <summary>A set for the machine: where it is every number, in all forms there are.</summary>
    public Language Widest(Language numbers) => numbers == All ? NumberLanguages.Unrestricted(space, forms) : numbers;

    /// <summary>Numbers between bounds; null is open.</summary>
    /// <exception cref="FormatException">A bound is too long.</exception>
    public Language InRange(JsonNumber? min, bool minExclusive, JsonNumber? max, bool maxExclusive)
    {
        if (!_ranges.TryGetValue((min, minExclusive, max, maxExclusive), out Language range))
            _ranges.Add((min, minExclusive, max, maxExclusive), range = Plain(NumberLanguages.InRange(space, forms, min, minExclusive, max, maxExclusive)));
        return range;
    }

    /// <summary>The texts of one number.</summary>
    public Language Value(JsonNumber value) => InRange(value, false, value, false);

    /// <summary>Whole multiples of a positive number.</summary>
    /// <exception cref="FormatException">The automaton would be too large.</exception>
    /// <exception cref="PlainNumbersException">Exponents must be left out everywhere.</exception>
    public Language MultiplesOf(JsonNumber divisor)
    {
        if (_multiples.TryGetValue(divisor, out Language multiples)) return multiples;
        bool remainder = !(divisor.Significand.IsOne && divisor.Exponent <= 0);
        if (remainder && !plain && forms == NumberForms.Any) throw new PlainNumbersException();
        _multiples.Add(divisor, multiples = Plain(NumberLanguages.MultiplesOf(space, forms, divisor)));
        return multiples;
    }

    private Language Plain(Language numbers) => plain ? space.Intersect(numbers, All) : numbers;
}
