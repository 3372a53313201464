using System.Text.RegularExpressions;
using EdgeAgent.JsonSchema.Patterns;

namespace EdgeAgent.JsonSchema.Tests.Formats;

public class StringFormatsTests(ITestOutputHelper output)
{
    private const int Strings = 100_000;

    [Theory]
    [InlineData("date")]
    [InlineData("duration")]
    [InlineData("email")]
    [InlineData("idn-email")]
    [InlineData("ipv4")]
    [InlineData("ipv6")]
    [InlineData("iri")]
    [InlineData("iri-reference")]
    [InlineData("json-pointer")]
    [InlineData("relative-json-pointer")]
    [InlineData("uri")]
    [InlineData("uri-reference")]
    [InlineData("uri-template")]
    [InlineData("uuid")]
    public void Pattern_OnMutatedStrings_MatchesWhatIsMatchSays(string format)
    {
        Regex pattern = EcmaPattern.Compile(StringFormats.Pattern(format)!);
        int valid = 0;
        foreach (string text in FormatStrings.Of(format).Concat(FormatStrings.Mutated(format, Strings)))
        {
            bool expected = StringFormats.IsMatch(format, text);
            if (pattern.IsMatch(text) != expected) Assert.Fail($"{format}: '{text}': IsMatch says {expected}, the pattern not.");
            valid += expected ? 1 : 0;
        }
        output.WriteLine($"{format}: {valid} of {Strings} valid");
        Assert.InRange(valid, Strings / 50, Strings * 49 / 50);
    }

    [Theory]
    [InlineData("hostname", SchemaDraft.Draft4)]
    [InlineData("relative-json-pointer", SchemaDraft.Draft7)]
    public void Pattern_OfAnEarlierDraft_MatchesWhatIsMatchSays(string format, SchemaDraft draft)
    {
        Regex pattern = EcmaPattern.Compile(StringFormats.Pattern(format, draft)!);
        foreach (string text in FormatStrings.Mutated(format, 20_000))
            if (text.Length <= (StringFormats.MaxLength(format) ?? int.MaxValue)) Assert.Equal((text, StringFormats.IsMatch(format, text, draft)), (text, pattern.IsMatch(text)));
    }

    /// <summary>The exact pattern has 1,440 branches and is tried on fewer strings.</summary>
    [Theory]
    [InlineData("time")]
    [InlineData("date-time")]
    public void Pattern_OfTimes_KnowsEveryLeapSecond(string format)
    {
        Regex pattern = EcmaPattern.Compile(StringFormats.Pattern(format)!);
        string date = format == "time" ? "" : "2016-12-31T";
        foreach (string text in FormatStrings.Of(format).Concat(FormatStrings.Mutated(format, 500)).Concat(LeapSeconds(date)))
            Assert.Equal((text, StringFormats.IsMatch(format, text)), (text, pattern.IsMatch(text)));
        Assert.Equal(2 * 24 * 60, Minutes().Count(m => StringFormats.IsMatch("time", $"08:17:60+{m}")) * 24 * 60 + (Minutes().Count(m => StringFormats.IsMatch("time", $"08:17:60-{m}")) * 24 * 60));
    }

    [Theory]
    [InlineData("time", ":60")]
    [InlineData("date-time", ":60")]
    [InlineData("hostname", "xn--")]
    public void CompactPattern_OnMutatedStrings_LeavesOutWhatIsSaidAndAcceptsNothingElse(string format, string leftOut)
    {
        Regex pattern = EcmaPattern.Compile(StringFormats.CompactPattern(format)!);
        (int both, int missed) = (0, 0);
        foreach (string text in FormatStrings.Mutated(format, Strings))
        {
            bool matches = pattern.IsMatch(text) && text.Length <= (StringFormats.MaxLength(format) ?? int.MaxValue);
            bool expected = StringFormats.IsMatch(format, text);
            if (matches != expected) Assert.True(expected && text.Contains(leftOut, StringComparison.OrdinalIgnoreCase), $"{format}: '{text}'");
            if (matches) both++;
            else if (expected) missed++;
        }
        output.WriteLine($"{format}: {both} in both, {missed} left out");
        Assert.True(both > 100 && missed > 100);
    }

    [Theory]
    [InlineData("time")]
    [InlineData("date-time")]
    [InlineData("hostname")]
    public void WidePattern_OnMutatedStrings_MatchesEveryTextOfTheFormat(string format)
    {
        Regex pattern = EcmaPattern.Compile(StringFormats.WidePattern(format)!);
        foreach (string text in FormatStrings.Of(format).Concat(FormatStrings.Mutated(format, Strings)))
            if (StringFormats.IsMatch(format, text)) Assert.Matches(pattern, text);
    }

    [Fact]
    public void Pattern_WhereNoneIsExact_IsNull()
    {
        Assert.Equal(["hostname", "idn-hostname", "regex"], StringFormats.Names.Where(n => StringFormats.Pattern(n) is null));
        Assert.Equal([], StringFormats.Names.Where(n => StringFormats.CompactPattern(n) is null));
        Assert.Equal(["idn-hostname", "regex"], StringFormats.Names.Where(n => StringFormats.WidePattern(n) is null));
        Assert.Equal(["hostname"], StringFormats.Names.Where(n => StringFormats.MaxLength(n) is not null));
        Assert.Null(StringFormats.Pattern("colour"));
    }

    [Fact]
    public void Pattern_OfEveryFormat_LooksNeitherAroundNorBack()
    {
        foreach (string pattern in StringFormats.Names.SelectMany(n => new[] { StringFormats.Pattern(n), StringFormats.CompactPattern(n) }).OfType<string>())
        {
            Assert.DoesNotMatch(@"\(\?[^:]|\\[1-9kbB]", pattern);
            Assert.True(pattern.StartsWith("^(?:", StringComparison.Ordinal) && pattern.EndsWith(")$", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void IsKnown_NamesAndOthers_AreToldApart()
    {
        Assert.Equal(19, StringFormats.Names.Count);
        Assert.All(StringFormats.Names, n => Assert.True(StringFormats.IsKnown(n)));
        Assert.False(StringFormats.IsKnown("Date"));
        Assert.False(StringFormats.IsKnown("colour"));
        Assert.True(StringFormats.IsMatch("colour", "anything"));
    }

    [Theory]
    [InlineData("hostname", "xn--x", SchemaDraft.Draft4, true)]
    [InlineData("hostname", "xn--x", SchemaDraft.Draft7, false)]
    [InlineData("relative-json-pointer", "0+1/a", SchemaDraft.Draft201909, false)]
    [InlineData("relative-json-pointer", "0+1/a", SchemaDraft.Draft202012, true)]
    public void IsMatch_WhereDraftsDiffer_FollowsTheDraft(string format, string text, SchemaDraft draft, bool expected) => Assert.Equal(expected, StringFormats.IsMatch(format, text, draft));

    [Theory]
    [InlineData("date", "0000-02-29", true)]
    [InlineData("date-time", "2024-02-29t00:00:00.000-00:00", true)]
    [InlineData("date-time", "2024-02-29 00:00:00Z", false)]
    [InlineData("duration", "p1d", false)]
    [InlineData("email", "a@[IPv6:::ffff:1.2.3.4]", true)]
    [InlineData("email", "a@[x400:c=us]", false)]
    [InlineData("email", "a@b..c", false)]
    [InlineData("hostname", "EXAMPLE.com", true)]
    [InlineData("idn-hostname", "EXAMPLE.com", true)]
    [InlineData("idn-hostname", "Ärger.de", false)]
    [InlineData("idn-hostname", "ärger.de", true)]
    [InlineData("idn-hostname", "a\u0308rger.de", false)]
    [InlineData("idn-hostname", "xn--rger-koa.de", true)]
    [InlineData("idn-hostname", "\u1ee9\u0323", false)]
    [InlineData("uri", "//a", false)]
    [InlineData("uri", "a:%e4", true)]
    [InlineData("iri", "a:?\ue000", true)]
    [InlineData("iri", "a:#\ue000", false)]
    [InlineData("uri-reference", "a b", false)]
    [InlineData("regex", "(?<a>x)(?<a>y)", false)]
    [InlineData("regex", "a{2,1}", false)]
    [InlineData("regex", "[b-a]", false)]
    [InlineData("regex", "\\p{Script=Klingon}", false)]
    [InlineData("regex", "^\\p{Script=Greek}+$", true)]
    public void IsMatch_CornersOfTheDocuments_AreDecided(string format, string text, bool expected) => Assert.Equal(expected, StringFormats.IsMatch(format, text));

    [Fact]
    public void IsMatch_LongText_TakesLinearTimeAndNoMemory()
    {
        string text = new('a', 1_000_000);
        foreach (string format in StringFormats.Names.Where(n => n is not "regex")) _ = StringFormats.IsMatch(format, text);
        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (string format in StringFormats.Names.Where(n => n is not ("regex" or "idn-hostname"))) _ = StringFormats.IsMatch(format, text);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000);
    }

    private static IEnumerable<string> Minutes() => Enumerable.Range(0, 24 * 60).Select(m => $"{m / 60:00}:{m % 60:00}");

    private static IEnumerable<string> LeapSeconds(string date) => Minutes().Where((_, i) => i % 97 == 0)
        .SelectMany(local => Minutes().Where((_, i) => i % 31 == 0 || i > 1430).SelectMany(offset => new[] { $"{date}{local}:60+{offset}", $"{date}{local}:60-{offset}" })).Take(500)
        .Concat(Enumerable.Range(0, 24).SelectMany(h => new[] { $"{date}{h:00}:59:60.5+{(h + 1) % 24:00}:00", $"{date}{h:00}:30:60-{23 - h:00}:29" }));
}
