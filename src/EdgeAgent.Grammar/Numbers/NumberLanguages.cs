using EdgeAgent.Grammar.Regular;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Numbers;

/// <summary>Sets of numbers as languages of their texts.</summary>
/// <param name="space">Where the languages are made.</param>
/// <param name="forms">How numbers may be written.</param>
internal sealed class NumberLanguages(LanguageSpace space, NumberForms forms)
{
    /// <summary>Every number.</summary>
    public Language All => throw new NotImplementedException($"{space}{forms}");

    /// <summary>Numbers without a fraction.</summary>
    public Language Integers => throw new NotImplementedException();

    /// <summary>Numbers between bounds; null is open.</summary>
    /// <exception cref="FormatException">The automaton would be too large; the message says why.</exception>
    public Language InRange(JsonNumber? min, bool minExclusive, JsonNumber? max, bool maxExclusive) => throw new NotImplementedException();

    /// <summary>Whole multiples of a positive number.</summary>
    /// <exception cref="FormatException">The automaton would be too large; the message says why.</exception>
    public Language MultiplesOf(JsonNumber divisor) => throw new NotImplementedException();

    /// <summary>The texts of one number.</summary>
    public Language Value(JsonNumber value) => throw new NotImplementedException();
}
