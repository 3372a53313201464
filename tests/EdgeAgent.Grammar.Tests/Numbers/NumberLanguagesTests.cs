using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using EdgeAgent.Grammar.Numbers;
using EdgeAgent.Grammar.Regular;
using EdgeAgent.Grammar.Tests.Regular;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Tests.Numbers;

/// <summary>Number texts against arithmetic on their values.</summary>
public partial class NumberLanguagesTests
{
    private static readonly string?[] Bounds =
        [null, "0", "1", "-1", "10", "0.5", "-0.5", "2.75", "99", "100", "101", "1e-7", "-12.34", "1500", "0.001", "3", "-3", "999.999", "1e21", "-1e21", "123456789012345678901234567890", "7.0001"];

    [GeneratedRegex("^(0|-?([1-9][0-9]*(\\.[0-9]*[1-9])?|0\\.[0-9]*[1-9]))\\z")]
    private static partial System.Text.RegularExpressions.Regex Canonical { get; }

    [GeneratedRegex("^-?(0|[1-9][0-9]{0,17})(\\.[0-9]{1,18})?[eE][+-]?[0-9]{1,3}\\z|^-?(0|[1-9][0-9]*)(\\.[0-9]+)?\\z")]
    private static partial System.Text.RegularExpressions.Regex Any { get; }

    [Theory]
    [InlineData(NumberForms.Canonical)]
    [InlineData(NumberForms.Any)]
    public void InRange_RandomBoundsAndTexts_AgreesWithArithmetic(NumberForms forms)
    {
        Random random = new(3);
        for (int round = 0; round < 250; round++)
        {
            JsonNumber? min = Number(random), max = Number(random);
            (bool minExclusive, bool maxExclusive, bool integers) = (random.Next(3) == 0, random.Next(3) == 0, random.Next(3) == 0);
            LanguageSpace space = new(200_000, TestContext.Current.CancellationToken);
            Language language = NumberLanguages.InRange(space, forms, min, minExclusive, max, maxExclusive);
            if (integers) language = space.Intersect(language, NumberLanguages.Integers(space, forms));
            bool Within(JsonNumber n) => (min is null || n > min || (n == min && !minExclusive)) && (max is null || n < max || (n == max && !maxExclusive)) && (!integers || n.IsInteger);
            Check(space, language, forms, Within, random, $"{min} {minExclusive} {max} {maxExclusive} {integers}");
        }
    }

    [Theory]
    [InlineData(NumberForms.Canonical)]
    [InlineData(NumberForms.Any)]
    public void MultiplesOf_RandomTexts_AgreesWithArithmetic(NumberForms forms)
    {
        Random random = new(4);
        foreach (string factor in (string[])["1", "2", "7", "10", "0.1", "0.01", "2.5", "1e-6", "0.3", "100", "997", "1.25", "0.0007", "1e5", "64"])
        {
            JsonNumber divisor = JsonNumber.Parse(factor);
            LanguageSpace space = new(500_000, TestContext.Current.CancellationToken);
            bool exponents = !NumberLanguages.NeedsRemainders(divisor);
            Language all = exponents ? NumberLanguages.All(space, forms) : NumberLanguages.Plain(space, forms);
            Language multiples = NumberLanguages.MultiplesOf(space, forms, divisor);
            Language range = space.Intersect(all, NumberLanguages.InRange(space, forms, JsonNumber.Parse("-20.5"), false, JsonNumber.Parse("1e7"), true));
            bool InRange(JsonNumber n) => n >= JsonNumber.Parse("-20.5") && n < JsonNumber.Parse("1e7");
            Check(space, multiples, forms, n => n.IsMultipleOf(divisor), random, factor, exponents);
            Check(space, space.Subtract(all, multiples), forms, n => !n.IsMultipleOf(divisor), random, "not " + factor, exponents);
            Check(space, space.Intersect(multiples, range), forms, n => n.IsMultipleOf(divisor) && InRange(n), random, factor + " in range", exponents);
            Check(space, space.Subtract(range, multiples), forms, n => !n.IsMultipleOf(divisor) && InRange(n), random, factor + " in range", exponents);
        }
    }

    [Fact]
    public void All_IsWhatTheFormsSay()
    {
        foreach (NumberForms forms in Enum.GetValues<NumberForms>())
        {
            LanguageSpace space = new(200_000, TestContext.Current.CancellationToken);
            Check(space, NumberLanguages.All(space, forms), forms, _ => true, new Random(5), "all");
            Check(space, NumberLanguages.Integers(space, forms), forms, n => n.IsInteger, new Random(6), "integers");
            Language all = NumberLanguages.All(space, forms), range = NumberLanguages.InRange(space, forms, JsonNumber.Parse("3"), false, null, false);
            Check(space, space.Subtract(all, range), forms, n => n < JsonNumber.Parse("3"), new Random(7), "not from 3 on");
            Assert.True(space.IsEmpty(space.Subtract(range, all)));
            Assert.True(space.IsEmpty(space.Subtract(space.Union(range, NumberLanguages.InRange(space, forms, null, false, JsonNumber.Parse("3"), true)), all)));
        }
    }

    [Fact]
    public void Unrestricted_Any_IsRfc8259()
    {
        LanguageSpace space = new(200_000, TestContext.Current.CancellationToken);
        RegularAutomaton automaton = space.Compile(NumberLanguages.Unrestricted(space, NumberForms.Any));
        Assert.All((string[])["0", "-0", "1e5", "1E-05", "-0.0e+00", "1.50", "123456789012345678901234567890e99999"], t => Assert.True(AutomatonChecks.Accepts(automaton, Encoding.ASCII.GetBytes(t))));
        Assert.All((string[])["", "-", "01", "1.", ".5", "1e", "+1", "1e+", "0x1"], t => Assert.False(AutomatonChecks.Accepts(automaton, Encoding.ASCII.GetBytes(t))));
    }

    [Theory]
    [InlineData("2.1", "2.9", true, true)]
    [InlineData("2.1", "2.9", false, false)]
    [InlineData("5", "3", false, true)]
    [InlineData("3", "3", false, false)]
    public void InRange_NothingBetween_IsEmpty(string min, string max, bool integers, bool empty)
    {
        foreach (NumberForms forms in Enum.GetValues<NumberForms>())
        {
            LanguageSpace space = new(200_000, TestContext.Current.CancellationToken);
            Language range = NumberLanguages.InRange(space, forms, JsonNumber.Parse(min), false, JsonNumber.Parse(max), false);
            Assert.Equal(empty, space.IsEmpty(integers ? space.Intersect(range, NumberLanguages.Integers(space, forms)) : range));
        }
    }

    [Fact]
    public void Value_Canonical_HasOneText_LongOnesToo()
    {
        LanguageSpace space = new(200_000, TestContext.Current.CancellationToken);
        foreach (string text in (string[])["0", "-1", "0.5", "1200", "123456789012345678901234567890.5", "0.00000000000000000000001", "1" + new string('0', 300)])
            Assert.Equal([text], space.Enumerate(NumberLanguages.Value(space, NumberForms.Canonical, JsonNumber.Parse(text)), 5)!.Select(Encoding.ASCII.GetString));
        Language one = NumberLanguages.Value(space, NumberForms.Any, JsonNumber.Parse("100"));
        Assert.All((string[])["100", "100.0", "1e2", "1E+02", "0.1e3", "10.0E1", "100.00000000000000000000000"], t => Assert.True(space.Contains(one, Encoding.ASCII.GetBytes(t))));
        Assert.All((string[])["10", "1e1", "100.01", "-100", "100e1"], t => Assert.False(space.Contains(one, Encoding.ASCII.GetBytes(t))));
    }

    [Theory]
    [InlineData("1e800", "digits")]
    [InlineData("1e-800", "digits")]
    public void InRange_BoundTooLong_SaysSo(string bound, string reason) =>
        Assert.Contains(reason, Assert.Throws<FormatException>(() => NumberLanguages.InRange(new LanguageSpace(1_000, default), NumberForms.Any, JsonNumber.Parse(bound), false, null, false)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("100003")]
    [InlineData("123456e6")]
    [InlineData("0.123456789")]
    public void MultiplesOf_TooManyRemainders_SaysSo(string divisor) =>
        Assert.Contains("states", Assert.Throws<FormatException>(() => NumberLanguages.MultiplesOf(new LanguageSpace(1_000, default), NumberForms.Any, JsonNumber.Parse(divisor))).Message, StringComparison.Ordinal);

    private static void Check(LanguageSpace space, Language language, NumberForms forms, Func<JsonNumber, bool> within, Random random, string what, bool exponents = true)
    {
        bool empty = space.IsEmpty(language);
        RegularAutomaton? automaton = empty ? null : space.Compile(language);
        if (automaton is not null) AutomatonChecks.AssertAlive(automaton, 1_500);
        for (int i = 0; i < 60; i++)
        {
            string text = automaton is null || i % 3 > 0 ? Text(random) : Walk(automaton, random);
            bool wellFormed = (forms == NumberForms.Canonical ? Canonical : Any).IsMatch(text) && (exponents || !text.Contains('e', StringComparison.OrdinalIgnoreCase));
            bool expected = wellFormed && within(JsonNumber.Parse(text));
            Assert.False(expected && empty, $"{what}: {text}");
            if (automaton is not null) Assert.True(expected == AutomatonChecks.Accepts(automaton, Encoding.ASCII.GetBytes(text)), $"{what}: {text} {expected}");
        }
    }

    private static string Walk(RegularAutomaton automaton, Random random)
    {
        StringBuilder text = new();
        int state = RegularAutomaton.Start, length = random.Next(12);
        while (!(automaton.Accepts(state) && text.Length >= length) && text.Length < 900)
        {
            List<(char, int)> ways = [];
            for (char c = '+'; c <= 'e'; c++)
                if (automaton.Next(state, (byte)c) is >= 0 and int next) ways.Add((c, next));
            if (ways.Count == 0) break;
            (char taken, state) = ways[random.Next(ways.Count)];
            text.Append(taken);
        }
        Assert.True(automaton.Accepts(state) || text.Length >= 900, $"dead end after {text}");
        return automaton.Accepts(state) ? text.ToString() : "-";
    }

    private static JsonNumber? Number(Random random) => Bounds[random.Next(Bounds.Length)] is string text ? JsonNumber.Parse(text) : null;

    private static string Text(Random random)
    {
        string text = (random.Next(3) == 0 ? "-" : "") + random.Next(8) switch
        {
            0 => "0",
            1 => random.Next(10).ToString(CultureInfo.InvariantCulture),
            2 => random.Next(2_000).ToString(CultureInfo.InvariantCulture),
            3 => $"{random.Next(20)}.{random.Next(100)}",
            4 => $"{random.Next(3)}.{random.Next(10_000):d4}",
            5 => new string((char)('0' + random.Next(10)), random.Next(1, 30)),
            6 => Bounds[random.Next(1, Bounds.Length)]!.TrimStart('-'),
            _ => $"{random.Next(120)}00.{new string('0', random.Next(1, 24))}{random.Next(2)}",
        };
        if (random.Next(3) == 0) text += (random.Next(2) == 0 ? "e" : "E") + (random.Next(3) switch { 0 => "+", 1 => "-", _ => "" }) + random.Next(random.Next(2) == 0 ? 5 : 1_200).ToString(random.Next(2) == 0 ? "d2" : "d", CultureInfo.InvariantCulture);
        return text;
    }
}
