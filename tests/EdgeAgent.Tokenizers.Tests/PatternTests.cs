using System.Text;
using System.Text.Json;
using EdgeAgent.Tokenizers.PreTokenizers;
using EdgeAgent.Tokenizers.PreTokenizers.Patterns;

namespace EdgeAgent.Tokenizers.Tests;

/// <summary>The general matcher of regexes.</summary>
public sealed class PatternTests
{
    public static TheoryData<string> KnownPatterns => [Gpt2Splitter.Pattern, Llama3Splitter.Llama3Pattern, Llama3Splitter.Qwen2Pattern];

    [Theory, MemberData(nameof(KnownPatterns))]
    public void EndOfPiece_PatternsWithASplitterByHand_CutsAsThatDoes(string pattern)
    {
        Splitter byHand = pattern == Gpt2Splitter.Pattern ? new Gpt2Splitter()
            : new Llama3Splitter(longestNumber: pattern == Llama3Splitter.Llama3Pattern ? 3 : 1);
        Splitter general = Splitter(pattern);
        var random = new Random(12);
        IEnumerable<string> texts = Enumerable.Range(0, 3000).Select(_ => RandomText.Create(random, random.Next(1, 60)))
            .Concat(Goldens.Cases("llama3", "goldens.jsonl").Select(static golden => golden.Text("text")));
        foreach (string text in texts) Assert.Equal(Cut(byHand, text), Cut(general, text));
    }

    [Theory]
    [InlineData("a", "aXbaa", "a|Xb|a|a")]
    [InlineData("a*", "aXbaa", "a|X|b|aa")]                  // an empty match before b, none behind another match
    [InlineData("(?=a)", "aXbaa", "aXb|a|a")]
    [InlineData("a+?", "aaa", "a|a|a")]
    [InlineData("a{2}+", "aaaaa", "aaaa|a")]                 // behind {n} a plus repeats once more
    [InlineData("a{1,2}?", "aaa", "a|a|a")]
    [InlineData("x{,2}y", "xxxy", "x|xxy")]
    [InlineData("x{y", "ax{y", "a|x{y")]
    [InlineData("a++a", "aaa", "aaa")]
    [InlineData("(?>a|ab)c", "abc", "abc")]
    [InlineData("(?:a|ab)c", "abc", "abc")]
    [InlineData("a(?i)b|c", "aBaCac", "aB|aC|ac")]           // bare options hold to the group's end, alternatives too
    [InlineData("(?i:k)", "kK\u212A", "k|K|\u212A")]
    [InlineData("^b|b$", "ab\nbb\nb", "a|b|\n|b|b|\n|b")]     // ^ and $ are about lines
    [InlineData("\\Ab|b\\z", "bb\nb", "b|b\n|b")]
    [InlineData("(?<=a|bc)x", "axbcxx", "a|x|bc|x|x")]
    [InlineData("(?<!a)x", "axx", "ax|x")]
    [InlineData("\\b", "ab c", "ab| |c")]
    [InlineData(".", "a\nb", "a|\n|b")]
    [InlineData("(?m:.)+", "a\nb", "a\nb")]
    [InlineData("[[^a]&&[^b]]+", "acdb", "a|cd|b")]
    [InlineData("[a-c&&b-d]+", "abcd", "a|bc|d")]
    [InlineData("\\p{Han}+", "a漢字b", "a|漢字|b")]
    [InlineData("\\p{^lowercase letter}+", "aABa", "a|AB|a")]
    [InlineData("(?:a?)*b", "aab", "aab")]                   // a loop round that matches nothing ends the loop
    [InlineData("(?:a|())*c", "aac", "aac")]
    [InlineData("(?<x>a)(?#c)b", "ab", "ab")]
    public void EndOfPiece_SmallPatterns_CutsAsOnigurumaDoes(string pattern, string text, string pieces)
        => Assert.Equal(pieces, string.Join('|', Cut(Splitter(pattern), text)));

    [Theory]
    [InlineData("*a", 0, "nothing before it")]
    [InlineData("(a", 0, "no ')'")]
    [InlineData("a)", 1, "no '('")]
    [InlineData("[a", 0, "no end")]
    [InlineData("a[]b]", 1, "begins with ']'")]
    [InlineData("[[:alpha:]]", 1, "POSIX")]
    [InlineData("[a-\\d]", 1, "range")]
    [InlineData("[z-a]", 1, "range")]
    [InlineData("\\p{Klingon}", 0, "Klingon")]
    [InlineData("\\p{L", 0, "no end")]
    [InlineData("(a)\\1", 3, "\\1")]
    [InlineData("\\K", 0, "\\K")]
    [InlineData("\\R", 0, "\\R")]
    [InlineData("\\xE9", 0, "byte")]
    [InlineData("\\u12", 0, "hexadecimal")]
    [InlineData("\\x{D800}", 0, "no character")]
    [InlineData("a\\", 1, "escape")]
    [InlineData("(?x: a)", 0, "(?x")]
    [InlineData("(?~a)", 0, "(?~")]
    [InlineData("b(?<=a+)", 1, "length varies")]
    [InlineData("(?=a)*", 5, "look-around")]
    [InlineData("a{3,2}", 1, "smaller")]
    [InlineData("a{2000}", 2, "1000")]
    [InlineData("(?i:é)", 4, "ASCII")]
    [InlineData("(?i:ss)", 5, "one character")]
    [InlineData("((((a{1000}){1000}){1000}){1000})b", 0, "too large")]
    public void LoadJson_PatternThatIsNoneOrNotSupported_NamesItAndItsOffset(string pattern, int offset, string named)
    {
        System.Text.Json.Nodes.JsonObject json = TinyJson.Create();
        json["pre_tokenizer"] = System.Text.Json.Nodes.JsonNode.Parse($$$"""
            {"type": "Sequence", "pretokenizers": [{"type": "Split", "pattern": {"Regex": {{{JsonSerializer.Serialize(pattern)}}}}, "behavior": "Isolated",
            "invert": false}, {"type": "ByteLevel", "add_prefix_space": false, "use_regex": false}]}
            """);
        var error = Assert.Throws<TokenizerException>(() => json.Load());
        Assert.Equal("EA3010", error.Code);
        Assert.Contains(named, error.What, StringComparison.Ordinal);
        Assert.Equal($"/pre_tokenizer/pretokenizers/0/pattern/Regex, offset {offset} of the regex", error.Where);
    }

    [Theory]
    [InlineData("(?:a+)+b")]
    [InlineData("(?:a|a)*b")]
    [InlineData("(?:a*)*b")]
    [InlineData("(?=(?:a|aa)+b)a")]
    [InlineData("a*a*a*a*a*b")]
    public void EndOfPiece_PatternThatTriesTooManyWays_IsAnErrorAndNoHang(string pattern)
    {
        var error = Assert.Throws<TokenizerException>(() => Cut(Splitter(pattern), new string('a', 5000)));
        Assert.Equal("EA3104", error.Code);
    }

    [Fact]
    public void EndOfPiece_LongRuns_TakesStepsInProportion()
    {
        foreach (string pattern in (string[])[Gpt2Splitter.Pattern, Llama3Splitter.Llama3Pattern, "(?:ab)+|\\p{L}+", "\\s+(?!\\S)|\\s+"])
        {
            PatternSplitter splitter = Splitter(pattern);
            Assert.InRange(Steps(40_000), Steps(10_000), Steps(10_000) * 4.5);

            long Steps(int length)
            {
                long budget = long.MaxValue;
                byte[] text = [.. Enumerable.Repeat((byte)'a', length), .. Enumerable.Repeat((byte)' ', length), (byte)'x'];
                for (int at = 0; at < text.Length;) at = splitter.EndOfPiece(text, at, ref budget);
                return long.MaxValue - budget;
            }
        }
    }

    [Fact]
    public void Parse_NestedWithoutEnd_IsAnError()
    {
        foreach (string open in (string[])["(", "[", "(?=", "(?>"])
            Assert.Equal("EA3010", Assert.Throws<TokenizerException>(() => PatternParser.Parse(string.Concat(Enumerable.Repeat(open, 100_000)), "/")).Code);
    }

    [Fact]
    public void Parse_RandomPatterns_IsAnErrorOrCutsWithoutLoss()
    {
        string[] parts = ["a", "\\p{L}", "\\s", "(", ")", "(?:", "(?=", "(?<!", "[", "]", "^", "$", "|", "*", "+", "?", "{1,2}", "{", "}", "-", "&&", "\\b", "(?i)", ".", "é", "\\", "\\x41"];
        var random = new Random(5);
        int parsed = 0;
        for (int i = 0; i < 20_000; i++)
        {
            string pattern = string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => parts[random.Next(parts.Length)]));
            try
            {
                Splitter splitter = Splitter(pattern);
                string text = RandomText.Create(random, 8);
                Assert.Equal(text, string.Concat(Cut(splitter, text)));
                parsed++;
            }
            catch (TokenizerException e)
            {
                Assert.Equal("EA3010", e.Code);
            }
        }
        Assert.InRange(parsed, 2000, 19_000);
    }

    private static PatternSplitter Splitter(string pattern)
        => new(new PatternMatcher<Utf8Text>(PatternParser.Parse(pattern, "/"), () => TokenizerErrors.BadPattern("It is too large.", pattern, 0, "/")),
            SplitBehavior.Isolated);

    private static List<string> Cut(Splitter splitter, string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        List<string> pieces = [];
        for (int start = 0; start < utf8.Length;)
        {
            int end = splitter.EndOfPiece(utf8, start);
            pieces.Add(Encoding.UTF8.GetString(utf8, start, end - start));
            start = end;
        }
        return pieces;
    }
}
