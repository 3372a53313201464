using System.Text;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Tests;

public class ForcedTokensTests
{
    private static readonly ToolSet Tools = new(
    [
        new ToolDefinition("get_weather", SchemaDocument.Parse("""{"type": "object", "properties": {"city": {"type": "string"}, "unit": {"enum": ["celsius", "fahrenheit"]}}, "required": ["city", "unit"]}""")),
        new ToolDefinition("turn_on", SchemaDocument.Parse("""{"type": "object", "properties": {"light": {"type": "integer"}}, "required": ["light"]}""")),
    ]);

    private static string TextOf(GrammarMatcher matcher, ReadOnlySpan<int> ids)
    {
        StringBuilder text = new();
        foreach (int id in ids) text.Append(matcher.Grammar.Vocabulary.IsEnd(id) ? "<end>" : Encoding.UTF8.GetString(Vocabularies.BytesOf(matcher.Grammar.Vocabulary, id)));
        return text.ToString();
    }

    private static GrammarMatcher After(string text, ToolChoice choice, bool parallel = true)
    {
        GrammarMatcher matcher = GrammarCompiler.Compile(Tools, Vocabularies.Of("smollm2"), new ToolGrammarOptions { Choice = choice, AllowParallelCalls = parallel }, TestContext.Current.CancellationToken).CreateMatcher();
        Assert.True(Reference.AcceptLongest(matcher, Encoding.UTF8.GetBytes(text)));
        return matcher;
    }

    [Theory]
    [InlineData("Ciao", "")] // free text
    [InlineData("<tool_call>", "\n{\"name\": \"")] // no token of this vocabulary joins the quote and a tool's name
    [InlineData("<tool_call>\n{\"name\": \"g", "et_weather\", \"arguments\": {\"city\":")] // but many join it with other text
    [InlineData("<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Roma\"", ", \"unit\": \"")]
    [InlineData("<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Roma\", \"unit\": \"c", "elsius\"}}\n</tool_call")]
    [InlineData("<tool_call>\n{\"name\": \"turn_on\", \"arguments\": {\"light\": 1", "")]
    public void ForcedTokens_OneWayOn_GivesItsTextButNotWhatMayGrow(string before, string expected)
    {
        GrammarMatcher matcher = After(before, ToolChoice.Auto);
        Assert.Equal(expected, TextOf(matcher, matcher.ForcedTokens()).TrimEnd('>'));
    }

    [Fact]
    public void ForcedTokens_NothingButTheEndCanFollow_EndsWithTheFirstEndId()
    {
        GrammarMatcher matcher = After("<tool_call>\n{\"name\": \"turn_on\", \"arguments\": {\"light\": 1}", ToolChoice.Required, parallel: false);
        Assert.Equal("}\n</tool_call><end>", TextOf(matcher, matcher.ForcedTokens()));
        foreach (int id in matcher.ForcedTokens().ToArray()) Assert.True(matcher.TryAccept(id));
        Assert.True(matcher.IsEnded);
        Assert.Equal(0, matcher.ForcedTokens().Length);
    }

    [Fact]
    public void ForcedTokens_InOrder_AreWhatMaskedDecodingMustWrite()
    {
        Random random = new(11);
        CompiledGrammar grammar = GrammarCompiler.Compile(Tools, Vocabularies.Of("smollm2"), new ToolGrammarOptions { Choice = ToolChoice.Required }, TestContext.Current.CancellationToken);
        ulong[] words = new ulong[grammar.Vocabulary.WordCount];
        int forced = 0, all = 0;
        for (int round = 0; round < 40; round++)
        {
            GrammarMatcher matcher = grammar.CreateMatcher();
            while (!matcher.IsEnded && matcher.TokenCount < 200)
            {
                int[] ids = matcher.ForcedTokens().ToArray();
                forced += ids.Length;
                all += ids.Length;
                string text = Encoding.UTF8.GetString(matcher.Text) + TextOf(matcher, ids);
                foreach (int id in ids)
                {
                    // Whatever else the mask allows spells the same text: no byte of it could be another.
                    TokenMask mask = matcher.FillMask(words);
                    Assert.True(mask.Contains(id));
                    foreach (int other in Reference.Mask(matcher))
                    {
                        string with = Encoding.UTF8.GetString(matcher.Text) + TextOf(matcher, [other]);
                        Assert.True(text.StartsWith(with, StringComparison.Ordinal) || with.StartsWith(text, StringComparison.Ordinal), $"{with} beside {text}");
                    }
                    Assert.True(matcher.TryAccept(id));
                }
                if (matcher.IsEnded) break;
                int[] allowed = [.. Reference.Mask(matcher)];
                int[] closing = [.. allowed.Where(id => TextOf(matcher, [id]) is "\"" or "}" or "<end>")];
                int[] from = closing.Length > 0 && random.Next(3) > 0 ? closing : allowed;
                Assert.True(matcher.TryAccept(from[random.Next(from.Length)]));
                all++;
            }
        }
        Assert.True(forced * 3 > all, $"{forced} of {all} forced"); // most of a call is not the model's to choose
    }

    [Fact]
    public void ForcedTokens_Canonicalizer_IsAskedAndChecked()
    {
        List<(string Text, int Previous)> asked = [];
        GrammarMatcher bytes = AtTheFirstQuote(text => [.. text.ToArray().Select(b => (int)b)]);
        Assert.Equal(['a', 'b', 'a', 'b', '"'], bytes.ForcedTokens().ToArray());
        Assert.Equal(['a', 'b', 'a', 'b', '"'], bytes.ForcedTokens().ToArray());
        Assert.Equal([("abab\"", (int)'"')], asked); // once: the answer is kept
        Assert.Equal([256, 256, '"'], AtTheFirstQuote(_ => [1, 2, 3]).ForcedTokens().ToArray()); // does not spell the text

        GrammarMatcher AtTheFirstQuote(Func<ReadOnlySpan<byte>, int[]> canonicalize)
        {
            GrammarVocabulary vocabulary = new(257, id => id < 256 ? new[] { (byte)id } : "ab"u8.ToArray(), [], [], (text, previous) =>
            {
                asked.Add((Encoding.UTF8.GetString(text), previous));
                return canonicalize(text);
            });
            GrammarMatcher matcher = GrammarCompiler.Compile(SchemaDocument.Parse("""{"const": "abab"}"""), vocabulary, null, TestContext.Current.CancellationToken).CreateMatcher();
            Assert.True(matcher.TryAccept('"'));
            return matcher;
        }
    }

    [Theory]
    [InlineData("""{"enum": ["abc", "abd"]}""", "")] // abc is spelt a, bc
    [InlineData("""{"enum": ["abd", "abe"]}""", "ab")]
    public void ForcedTokens_EndsInsideATokenOfALongerText_HoldsBackWhatMayBreak(string schema, string expected)
    {
        // Spells as tokenizers do whose merges know bc before ab.
        GrammarVocabulary vocabulary = new(258, id => id switch { 256 => "ab"u8.ToArray(), 257 => "bc"u8.ToArray(), _ => new[] { (byte)id } }, [], [], (text, _) =>
        {
            List<int> ids = [];
            for (int i = 0; i < text.Length; i++)
            {
                int id = text[i..].StartsWith("bc"u8) ? 257 : text[i..].StartsWith("ab"u8) && !text[i..].StartsWith("abc"u8) ? 256 : text[i];
                ids.Add(id);
                if (id > 255) i++;
            }
            return [.. ids];
        });
        GrammarMatcher matcher = GrammarCompiler.Compile(SchemaDocument.Parse(schema), vocabulary, null, TestContext.Current.CancellationToken).CreateMatcher();
        Assert.True(matcher.TryAccept('"'));
        Assert.Equal(expected, TextOf(matcher, matcher.ForcedTokens()));
    }
}
