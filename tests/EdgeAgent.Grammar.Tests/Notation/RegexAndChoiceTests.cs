using System.Text;
using DotNetRegex = System.Text.RegularExpressions.Regex;

namespace EdgeAgent.Grammar.Tests.Notation;

public class RegexAndChoiceTests
{
    [Theory]
    [InlineData("[a-z]{2,4}")]
    [InlineData("a|ab|bab*")]
    [InlineData("^a|b$")]
    [InlineData("(?=.*b)a*b?a*")]
    [InlineData("(?!ab)[ab]+")]
    [InlineData("a*(?<!ba)")]
    [InlineData("\"a\\nb\"|\\\\a")]
    [InlineData("[^a]*")]
    [InlineData("\\ba+\\b b?")]
    [InlineData("")]
    public void CompileRegex_WholeTexts_AsDotNetReadsThem(string pattern)
    {
        DotNetRegex expected = new($@"\A(?:{pattern})\z");
        CompiledGrammar grammar = GrammarCompiler.CompileRegex(pattern, Vocabularies.Small, null, TestContext.Current.CancellationToken);
        List<string> texts = [""];
        for (int from = 0, length = 0; length < 4; length++)
        {
            int end = texts.Count;
            for (; from < end; from++)
                foreach (char c in "ab \"\\\n") texts.Add(texts[from] + c);
        }
        foreach (string text in texts) Assert.True(expected.IsMatch(text) == Texts.Accepts(grammar, text), $"{pattern} on '{text}'");
    }

    [Theory]
    [InlineData("(a", "EA1111")]
    [InlineData("(a)\\1", "EA1111")]
    [InlineData("[^\\s\\S]", "EA1102")]
    [InlineData("a(?!.*b)b", "EA1102")]
    public void CompileRegex_BadOrEmpty_IsRefused(string pattern, string code) =>
        Assert.Equal(code, Assert.Throws<GrammarException>(() => GrammarCompiler.CompileRegex(pattern, Vocabularies.Small, null, TestContext.Current.CancellationToken)).Code);

    [Fact]
    public void CompileRegex_MaskAtEachByte_IsEveryTokenThatIsAccepted()
    {
        GrammarMatcher matcher = GrammarCompiler.CompileRegex("(text |[a-c\"]){1,30}<tool|\\d+(\\.\\d+)?è", Vocabularies.Small, null, TestContext.Current.CancellationToken).CreateMatcher();
        foreach (byte b in "text abc\"text <tool"u8)
        {
            Assert.True(Reference.Allowed(matcher).SetEquals(Reference.Mask(matcher)));
            Assert.True(matcher.TryAccept(b));
        }
        Assert.True(matcher.IsAccepting);
    }

    [Fact]
    public void CompileChoice_Texts_OneOfThem()
    {
        string[] texts = ["yes", "no", "nothing", "è", "", "yes"];
        CompiledGrammar grammar = GrammarCompiler.CompileChoice(texts, Vocabularies.Small, null, TestContext.Current.CancellationToken);
        foreach (string text in texts) Assert.True(Texts.Accepts(grammar, text));
        foreach (string text in (string[])["y", "not", "yesno", "nothings"]) Assert.False(Texts.Accepts(grammar, text));
        GrammarMatcher matcher = grammar.CreateMatcher();
        Assert.True(matcher.TryAccept('y'));
        Assert.Equal("es", string.Concat(matcher.ForcedTokens().ToArray().SkipLast(1).Select(id => Encoding.UTF8.GetString(Vocabularies.BytesOf(Vocabularies.Small, id)))));
    }

    [Fact]
    public void CompileChoice_NoneOrUnsound_IsRefused()
    {
        Assert.Equal("EA1102", Refused([]).Code);
        GrammarException e = Refused(["a", "\ud800"]);
        Assert.Equal(("EA1111", "text 1"), (e.Code, e.Where));
        Assert.Equal("EA1111", Refused([null!]).Code);

        static GrammarException Refused(string[] texts) =>
            Assert.Throws<GrammarException>(() => GrammarCompiler.CompileChoice(texts, Vocabularies.Small, null, TestContext.Current.CancellationToken));
    }
}
