using System.Text.Json;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Tests.Keywords;

/// <summary>Whatever a mask allows of a format is of it; and where a format is denied, nothing of it is written.</summary>
public class FormatWalkTests
{
    public static TheoryData<string> Names => [.. StringFormats.Names];

    [Theory, MemberData(nameof(Names))]
    public void FillMask_RandomWalks_EndInTextsOfTheFormat(string format)
    {
        foreach (string text in Walks($$"""{"type": "string", "format": "{{format}}"}""", 120))
            Assert.True(StringFormats.IsMatch(format, text), text);
    }

    [Theory]
    [InlineData("time")]
    [InlineData("hostname")]
    [InlineData("date")]
    public void FillMask_FormatDenied_EndsInOtherTexts(string format)
    {
        foreach (string text in Walks($$$"""{"type": "string", "not": {"format": "{{{format}}}"} }""", 120))
            Assert.False(StringFormats.IsMatch(format, text), text);
    }

    [Theory]
    [InlineData("time", "08:59:60-08:00")] // a leap second is at 23:59:60 of UTC
    [InlineData("hostname", "xn--caff-8oa.org")]
    [InlineData("regex", "((((a))))")]
    [InlineData("idn-hostname", "xn--rger-koa.de")]
    public void FillMask_FormatDenied_KnowsWhatTheFormatLeavesOut(string format, string text)
    {
        SchemaDocument schema = SchemaDocument.Parse($$$"""{"anyOf": [{"type": "integer"}, {"not": {"format": "{{{format}}}"} }]}""");
        GrammarMatcher matcher = GrammarCompiler.Compile(schema, Vocabularies.Small, null, TestContext.Current.CancellationToken).CreateMatcher();
        Assert.False(Reference.AcceptBytes(matcher, System.Text.Encoding.UTF8.GetBytes($"\"{text}\"")) < 0 && matcher.IsAccepting);
    }

    private static IEnumerable<string> Walks(string schema, int count)
    {
        CompiledGrammar grammar = GrammarCompiler.Compile(SchemaDocument.Parse(schema), Vocabularies.Small, null, TestContext.Current.CancellationToken);
        Random random = new(12);
        ulong[] words = new ulong[grammar.Vocabulary.WordCount];
        for (int walk = 0; walk < count; walk++)
        {
            GrammarMatcher matcher = grammar.CreateMatcher();
            while (!matcher.IsAccepting)
            {
                TokenMask mask = matcher.FillMask(words);
                List<int> allowed = [], closing = [];
                for (int id = 0; id < mask.VocabSize; id++)
                {
                    if (!mask.Contains(id)) continue;
                    allowed.Add(id);
                    if (id is '"' or ')' or ']' or '}' && matcher.Length > 1) closing.Add(id);
                }
                Assert.NotEmpty(allowed);
                List<int> from = closing.Count > 0 && random.Next(matcher.Length > 60 ? 2 : 12) == 0 ? closing : allowed;
                Assert.True(matcher.TryAccept(from[random.Next(from.Count)]));
                Assert.True(matcher.Length < 5000);
            }
            yield return JsonSerializer.Deserialize<string>(matcher.Text)!;
        }
    }
}
