using System.Text;
using EdgeAgent.Grammar.Regular;

namespace EdgeAgent.Grammar.Tests.Regular;

/// <summary>Boolean combinations of languages against sets of short strings.</summary>
public class LanguageAlgebraTests
{
    private const int MaxLength = 6;
    private static readonly string[] Patterns =
        ["^a*$", "b", "^(ab)*$", "^a{2,4}b?$", "aa|bb", "^[^b]", "é", "^(a|é){1,3}$", "^(?!.*bb)", "a$", "^$", "^.{3}$", "(?<=a)b", "^(?:(?!ab).)*$", "\"", "^(a?b?){2}$"];

    private static readonly string[] All = [.. Enumerable.Range(0, MaxLength + 1).SelectMany(Strings)];

    private static IEnumerable<string> Strings(int length) =>
        length == 0 ? [""] : Strings(length - 1).SelectMany(s => new[] { s + "a", s + "b", length < 5 ? s + "é" : s + "a", length < 4 ? s + "\"" : s + "b" }).Distinct();

    [Fact]
    public void Combinations_Random_AgreeWithSets()
    {
        Random random = new(7);
        int empty = 0;
        for (int round = 0; round < 400; round++)
        {
            LanguageSpace space = new(200_000, TestContext.Current.CancellationToken);
            (Language language, Func<string, bool> oracle) = Combination(space, random, 3);
            HashSet<string> expected = [.. All.Where(oracle)];
            foreach (string text in All) Assert.True(space.Contains(language, Escaped(text)) == expected.Contains(text), $"round {round}: {text}");
            if (space.IsEmpty(language))
            {
                Assert.Empty(expected);
                empty++;
                continue;
            }
            RegularAutomaton automaton = space.Compile(language);
            Assert.All(All, text => Assert.Equal(expected.Contains(text), Accepts(automaton, Escaped(text))));
            AutomatonChecks.AssertAlive(automaton, 300);
        }
        Assert.InRange(empty, 5, 200);
    }

    [Fact]
    public void Enumerate_FiniteLanguage_ListsIt_InfiniteOne_Null()
    {
        LanguageSpace space = new(10_000, TestContext.Current.CancellationToken);
        Language finite = space.Subtract(space.OfLength(space.Pattern("^[ab]*$"), 1, 3), space.Pattern("ab"));
        Assert.Equal(["a", "aa", "aaa", "b", "ba", "baa", "bb", "bba", "bbb"], space.Enumerate(finite, 9)!.Select(Encoding.UTF8.GetString));
        Assert.Null(space.Enumerate(finite, 8));
        Assert.Null(space.Enumerate(space.Pattern("^a*b$"), 1_000));
        Assert.Empty(space.Enumerate(space.Intersect(space.Pattern("^a+$"), space.Pattern("^b+$")), 10)!);
        Assert.Single(space.Enumerate(LanguageSpace.Empty, 10)!);
    }

    [Fact]
    public void Laws_EqualSets_AreTheSameExpression()
    {
        LanguageSpace space = new(10_000, TestContext.Current.CancellationToken);
        Language a = space.Pattern("^a{1,9}$"), b = space.Pattern("b"), any = space.AnyContents;
        Assert.Equal(space.Union(a, b), space.Union(b, a));
        Assert.Equal(space.Intersect(a, b), space.Intersect(b, a));
        Assert.Equal(a, space.Union(a, a));
        Assert.Equal(any, space.Union(a, any));
        Assert.Equal(a, space.Intersect(any, a));
        Assert.Equal(LanguageSpace.Nothing, space.Subtract(a, any));
        Assert.Equal(a, space.Subtract(a, LanguageSpace.Nothing));
        Assert.Equal(a, space.Intersect(a, space.Union(a, b)));
        Assert.Equal(space.Pattern("^a{1,9}$"), space.Union(space.Pattern("^a{1,4}$"), space.Pattern("^a{5,9}$")));
        Assert.Equal(any, space.Pattern(".*"));
        Assert.Equal(any, space.Pattern("[a-z]*"));
        Assert.Equal(space.Pattern("[a-z]"), space.Pattern("^[^]*[a-z]+.*"));
        Assert.Equal(a, space.OfLength(a, 0, 9));
        Assert.Equal(space.Pattern("^a{3}$"), space.OfLength(space.Pattern("^a{3}$"), 2, 7));
        Assert.True(space.Compile(a) == space.Compile(space.Intersect(any, a)));
    }

    [Fact]
    public void Texts_TenThousand_AreInAndOthersNot()
    {
        LanguageSpace space = new(1_000_000, TestContext.Current.CancellationToken);
        byte[][] texts = [.. Enumerable.Range(0, 10_000).Select(i => Encoding.UTF8.GetBytes($"{i * 7919 % 100_003:x}{(i % 3 == 0 ? "è" : "")}"))];
        RegularAutomaton automaton = space.Compile(space.Texts(texts.Concat(texts)));
        HashSet<string> known = [.. texts.Select(Encoding.UTF8.GetString)];
        for (int i = 0; i < 20_000; i++)
        {
            string text = $"{i * 104_729 % 100_003:x}";
            Assert.Equal(known.Contains(text), Accepts(automaton, Encoding.UTF8.GetBytes(text)));
        }
        Assert.All(texts, t => Assert.True(Accepts(automaton, t)));
        Assert.Equal(texts.Length, space.Enumerate(space.Texts(texts), 10_000)!.Count);
    }

    [Theory]
    [InlineData("^(ab)*$", 100_000, 100_000, true)]
    [InlineData("^(ab)*$", 100_001, 100_001, false)]
    [InlineData("^(ab)*c?$", 100_001, 100_001, true)]
    [InlineData("^[a-z ]+$", 100_000, long.MaxValue, true)]
    [InlineData("^.{0,1000}$", 1_001, 5_000, false)]
    [InlineData("^(a{7}|b{11})*$", 59, 59, false)]
    [InlineData("^(a{7}|b{11})*$", 60, 60, true)]
    [InlineData("^(?!.*b)(?=a*$)", 5, 5, true)]
    [InlineData("^\"*é$", 3, 3, true)]
    public void OfLength_LongAndOddBounds_ExactEmptiness(string pattern, long min, long max, bool any)
    {
        LanguageSpace space = new(2_000_000, TestContext.Current.CancellationToken);
        Language language = space.OfLength(space.Pattern(pattern), min, max);
        Assert.Equal(any, !space.IsEmpty(language));
    }

    [Fact]
    public void OfLength_CountsCharactersNotBytes()
    {
        LanguageSpace space = new(10_000, TestContext.Current.CancellationToken);
        RegularAutomaton automaton = space.Compile(space.OfLength(space.AnyContents, 2, 3));
        Assert.All((string[])["é\n", "😀a\u0001", "\"\\", "ab"], text => Assert.True(Accepts(automaton, Escaped(text))));
        Assert.All((string[])["é", "", "😀a\u0001x", "\"\\\"\\"], text => Assert.False(Accepts(automaton, Escaped(text))));
        AutomatonChecks.AssertAlive(automaton, 1_000);
    }

    [Fact]
    public void IsEmpty_TooManyStates_Throws()
    {
        LanguageSpace space = new(2_000, TestContext.Current.CancellationToken);
        Language a = space.Pattern("^[ab]*a[ab]{12}$"), b = space.Pattern("^[ab]*b[ab]{12}$");
        Assert.Throws<LanguageTooLargeException>(() => space.IsEmpty(space.Intersect(a, b)));
        space = new(200_000, TestContext.Current.CancellationToken);
        Assert.True(space.IsEmpty(space.Intersect(space.Pattern("^[ab]*a[ab]{12}$"), space.Pattern("^[ab]*b[ab]{12}$"))));
    }

    private static (Language, Func<string, bool>) Combination(LanguageSpace space, Random random, int depth)
    {
        if (depth == 0 || random.Next(6) == 0)
        {
            string pattern = Patterns[random.Next(Patterns.Length)];
            System.Text.RegularExpressions.Regex regex = new(pattern.Replace("$", "\\z", StringComparison.Ordinal));
            return (space.Pattern(pattern), regex.IsMatch);
        }
        (Language a, Func<string, bool> inA) = Combination(space, random, depth - 1);
        if (random.Next(4) == 0)
        {
            int min = random.Next(5), max = min + random.Next(4);
            return (space.OfLength(a, min, max), s => s.Length >= min && s.Length <= max && inA(s));
        }
        (Language b, Func<string, bool> inB) = Combination(space, random, depth - 1);
        return random.Next(3) switch
        {
            0 => (space.Union(a, b), s => inA(s) || inB(s)),
            1 => (space.Intersect(a, b), s => inA(s) && inB(s)),
            _ => (space.Subtract(a, b), s => inA(s) && !inB(s)),
        };
    }

    private static byte[] Escaped(string text) => JsonText.Escaped(text);

    private static bool Accepts(RegularAutomaton automaton, byte[] text) => AutomatonChecks.Accepts(automaton, text);
}
