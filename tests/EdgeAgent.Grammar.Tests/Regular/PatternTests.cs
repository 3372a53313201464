using System.Text;
using System.Text.Json;
using EdgeAgent.Grammar.Regular;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Tests.Regular;

/// <summary>Patterns against the validator's reading of them.</summary>
public class PatternTests
{
    public static TheoryData<string> Patterns =>
    [
        "^a|b$", "(^|x)a", "a($|x)", "^$", "", "^", "$", "a^b", "^(^a|b)*$", "x*$", "a|", "^(a|)$", "[^/]+", "^[^]$", "[]", "^https?://.*", "^[a-z0-9-]{1,63}$", "^.{0,1000}$", "^(a{1,50}){1,50}$",
        "^(\\d{1,3}\\.){3}\\d{1,3}$", "^\\S+(\\s+\\S+){0,9}$", "\\w\\W\\d\\D\\s\\S", "^[\\w.-]+@[\\w-]+\\.[a-z]{2,6}$", "\\u00e9|\\u{1F600}", "^\\p{Lu}\\p{Ll}*$", "\\P{L}", "[\\p{Nd}_]", "\\cA|\\t|\\x41",
        "a\\b", "\\bfoo\\b", "\\Bx", "^\\B$", "\\b", "(?:\\b|a)*b", "^[a-z.]{1,6}\\b(x|\\.y)*$", "(?=.*[A-Z])(?=.*\\d)^.{4,9}$", "^(?!a|b$)", "^(?!.*:)(?=.{1,9}$)((.{1,3}\\.){1,4}(?![0-9]*$)[a-z0-9]+\\.?)$",
        "^((?!mode)(?!Mode).)*$", "^(?:(?!a.*b)[a-z])+(?=c)c", "(a(?=b)|b)*c$", "^(?:a|(?=b)|c)+$", "^(?=a(?!b))[a-c]+$", "^(?!(?:a|b)*c).*d", "(?!^)a", "(?<=ab|c)d", "(?<!a)b$", "^\\S+(?<!\\.)$",
        "(?<![a-z])[a-z]{2}(?![a-z])", "^a.{3}$|b.{2}$", "^.*a.{12}$", "((a|ab)(c|bcd)(d*))+$", "(?:a+)+b", "(a?){3}a{3}$", "^[\"\\\\\\n\\x07]+$", "^\\[.*\\]$", "{a}", "a{,3}", "x{2}y{2,}",
    ];

    [Theory, MemberData(nameof(Patterns))]
    public void Pattern_RandomTexts_AgreesWithTheValidator(string pattern)
    {
        Random random = new(pattern.Length);
        JsonSchemaValidator validator = new(SchemaDocument.Parse($$"""{"pattern": {{JsonSerializer.Serialize(pattern)}}}"""));
        LanguageSpace space = new(1_000_000, TestContext.Current.CancellationToken);
        Language language = space.Pattern(pattern);
        RegularAutomaton? automaton = space.IsEmpty(language) ? null : space.Compile(language);
        if (automaton is not null) AutomatonChecks.AssertAlive(automaton, 2_000);
        for (int i = 0; i < 300; i++)
        {
            string text = automaton is not null && i % 2 == 0 ? Walk(automaton, random) : Random(random);
            if (i % 4 == 0) text = Mutated(text, random);
            if (pattern.Contains("\\p", StringComparison.OrdinalIgnoreCase) && text.Any(char.IsSurrogate)) continue; // .NET's categories are those of UTF-16 units
            byte[] contents = JsonText.Escaped(text);
            using JsonDocument json = JsonDocument.Parse($"\"{Encoding.UTF8.GetString(contents)}\"");
            bool expected = validator.Validate(json.RootElement).IsValid;
            Assert.True(expected == space.Contains(language, contents), $"{text}: {expected}");
            if (automaton is not null) Assert.Equal(expected, AutomatonChecks.Accepts(automaton, contents));
        }
    }

    [Theory]
    [InlineData("(a)\\1", "refers back")]
    [InlineData("\\k<x>", "refers back")]
    [InlineData("(a", "has no ')'")]
    [InlineData("a)", "has no '('")]
    [InlineData("[a", "has no ']'")]
    [InlineData("*a", "nothing to repeat")]
    [InlineData("a**", "follows a quantifier")]
    [InlineData("a{3,2}", "wrong order")]
    [InlineData("[b-a]", "wrong order")]
    [InlineData("\\Z", "means nothing")]
    [InlineData("(?i)a", "must be followed")]
    [InlineData("\\p{Klingon}", "no Unicode property")]
    [InlineData("(?<=^a)b", "looks behind")]
    public void Pattern_NotRegularOrNotEcma_SaysWhat(string pattern, string reason)
    {
        LanguageSpace space = new(1_000_000, TestContext.Current.CancellationToken);
        Assert.Contains(reason, Assert.Throws<FormatException>(() => space.Pattern(pattern)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pattern_DeepOrLong_IsRefusedOrFast()
    {
        LanguageSpace space = new(100_000, TestContext.Current.CancellationToken);
        Assert.Throws<FormatException>(() => space.Pattern(new string('(', 10_000) + new string(')', 10_000)));
        Language longOne = space.Pattern(string.Concat(Enumerable.Repeat("a?", 5_000)));
        Assert.True(space.Contains(longOne, "aaa"u8));
        space = new LanguageSpace(2_000_000, TestContext.Current.CancellationToken, maxLazyStates: 1);
        string text = string.Concat(Enumerable.Repeat("ab", 50_000));
        Language literal = space.Pattern($"^{text}$");
        Assert.True(space.Contains(literal, Encoding.UTF8.GetBytes(text)));
        string optional = $"^{string.Concat(Enumerable.Repeat("(?:a?b?|c)", 60_000))}$";
        Assert.Throws<LanguageTooLargeException>(() => space.Compile(space.OfLength(space.Pattern(optional), 3, 70_000)).Next(0, (byte)'a'));
        space = new LanguageSpace(2_000_000, TestContext.Current.CancellationToken);
        Language counted = space.Pattern("^(a{1,1000}){1,1000}$");
        Assert.True(space.Contains(counted, Encoding.UTF8.GetBytes(new string('a', 1_234))));
    }

    [Fact]
    public async Task Next_FromManyThreads_SameStates()
    {
        LanguageSpace space = new(1_000_000, CancellationToken.None);
        RegularAutomaton automaton = space.Compile(space.Pattern("^.*a.{8}$"));
        byte[][] texts = [.. Enumerable.Range(0, 64).Select(i => Enumerable.Range(0, 200).Select(k => (byte)('a' + ((i * 31) + (k * k)) % 3)).ToArray())];
        int[][] ends = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => texts.Select(t => t.Aggregate(RegularAutomaton.Start, automaton.Next)).ToArray())));
        Assert.All(ends, e => Assert.Equal(ends[0], e));
    }

    private static string Walk(RegularAutomaton automaton, Random random)
    {
        List<byte> text = [];
        int state = RegularAutomaton.Start, length = random.Next(30);
        while (text.Count < 400 && !(automaton.Accepts(state) && text.Count >= length))
        {
            int offset = random.Next(256), next = -1;
            for (int i = 0; i < 256 && next < 0; i++)
            {
                byte b = (byte)(random.Next(3) > 0 ? 97 + ((offset + i) % 26) : offset + i);
                if ((next = automaton.Next(state, b)) >= 0) text.Add(b);
            }
            for (int i = 0; i < 256 && next < 0; i++)
                if ((next = automaton.Next(state, (byte)i)) >= 0) text.Add((byte)i);
            if (next < 0) break;
            state = next;
        }
        try
        {
            return JsonSerializer.Deserialize<string>($"\"{Encoding.UTF8.GetString([.. text])}\"")!;
        }
        catch (JsonException)
        {
            return "cut within a character";
        }
    }

    private static string Random(Random random) => string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => Alphabet[random.Next(Alphabet.Length)]));

    private static readonly string[] Alphabet = ["a", "a", "b", "b", "c", "d", "x", "y", ".", ":", "0", "9", " ", "A", "_", "-", "\n", "\"", "\\", "é", "É", "😀", "\u2028", "{", "}"];

    private static string Mutated(string text, Random random)
    {
        int at = random.Next(text.Length + 1);
        if (at > 0 && at < text.Length && char.IsLowSurrogate(text[at])) at--;
        return random.Next(2) == 0 ? text.Insert(at, Alphabet[random.Next(Alphabet.Length)]) : text[..at];
    }
}
