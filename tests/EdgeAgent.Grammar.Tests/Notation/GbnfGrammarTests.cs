using System.Text;

namespace EdgeAgent.Grammar.Tests.Notation;

/// <summary>Grammars as people write them.</summary>
public class GbnfGrammarTests
{
    internal const string Json = """
        # any JSON document
        root   ::= blank value blank
        value  ::= object | array | text | number | "true" | "false" | "null"
        object ::= "{" blank (member ("," blank member)*)? "}" blank
        member ::= text blank ":" blank value blank
        array  ::= "[" blank (value blank ("," blank value blank)*)? "]" blank
        text   ::= "\"" ([^"\\\x00-\x1f] | "\\" (["\\/bfnrt] | "u" [0-9a-fA-F]{4}))* "\""
        number ::= "-"? ("0" | [1-9] [0-9]*) ("." [0-9]+)? ([eE] [-+]? [0-9]+)?
        blank  ::= [ \t\r\n]*
        """;

    internal const string Sums = """
        root ::= (sum "=" " "? sum "\n")+
        sum  ::= term ([-+] term)*
        term ::= part ([*/] part)*
        part ::= name | [0-9]+ | "(" sum ")"
        name ::= [a-z] [a-z0-9_]*
        """;

    internal const string Bullets = """
        root ::= item+
        item ::= "- " [^\r\n]+ "\n" ("  " item)*
        """;

    private const string Moves = """
        root  ::= ("1. " move " " move "\n") ([1-9] [0-9]? ". " move (" " move)? "\n")*
        move  ::= (pawn | piece | castle) [+#]?
        pawn  ::= ([a-h] "x")? square ("=" [NBRQ])?
        piece ::= [NBRQK] [a-h]? [1-8]? "x"? square
        castle ::= "O-O" "-O"?
        square ::= [a-h] [1-8]
        """;

    [Theory]
    [InlineData(Json, "{\"a\": [1, -2.5e3, {\"b\": null}], \"c\\n\\u00e8\": \"è\"}", true)]
    [InlineData(Json, " [ ] ", true)]
    [InlineData(Json, "[[[[[[[[[[1]]]]]]]]]]", true)]
    [InlineData(Json, "[[1]", false)]
    [InlineData(Json, "[1,]", false)]
    [InlineData(Json, "{\"a\" 1}", false)]
    [InlineData(Json, "01", false)]
    [InlineData(Sums, "x1+(2*y)= 12\na=b\n", true)]
    [InlineData(Sums, "((a))=((b*(c+d)))\n", true)]
    [InlineData(Sums, "(a=b\n", false)]
    [InlineData(Sums, "a+=b\n", false)]
    [InlineData(Bullets, "- one\n- two è\n  - three\n  -   - four\n", true)]
    [InlineData(Bullets, "- one\n- two è\n  - three\n    - four\n", false)]
    [InlineData(Bullets, "- one", false)]
    [InlineData(Moves, "1. e4 e5\n2. Nf3 Nc6\n3. Bb5 a6\n4. O-O dxc3\n", true)]
    [InlineData(Moves, "1. e4 e9\n", false)]
    public void CompileGbnf_OrdinaryGrammar_AcceptsItsTextsOnly(string grammar, string text, bool accepted) =>
        Assert.Equal(accepted, Texts.Accepts(GrammarCompiler.CompileGbnf(grammar, Vocabularies.Small, null, TestContext.Current.CancellationToken), text));

    [Theory]
    [InlineData(Json, "{\"a\": [1, 2.5, {\"b\": \"x\\\"y\"}] , \"ab\": true}")]
    [InlineData(Sums, "ab+(12*a)= 12\n")]
    [InlineData(Bullets, "- text ab\n  - a\n")]
    public void FillMask_OrdinaryGrammar_IsEveryTokenThatIsAccepted(string grammar, string text)
    {
        GrammarMatcher matcher = GrammarCompiler.CompileGbnf(grammar, Vocabularies.Small, null, TestContext.Current.CancellationToken).CreateMatcher();
        foreach (byte b in Encoding.UTF8.GetBytes(text))
        {
            Assert.True(Reference.Allowed(matcher).SetEquals(Reference.Mask(matcher)), Encoding.UTF8.GetString(matcher.Text));
            Assert.True(matcher.TryAccept(b));
        }
        Assert.True(matcher.IsAccepting);
        Assert.Equal(RegionKind.Answer, matcher.Region.Kind);
        Assert.Equal("", matcher.ArgumentPointer);
    }

    [Theory]
    [InlineData(Json, "{\"ab\": [\"", "{\"ab\": [1", "{\"ab\": [1, {\"x\": \"y\"}", "{\"ab\": [1.")]
    [InlineData(Sums, "", "a+b", "a+b*(c", "a=(1")]
    [InlineData(Bullets, "- one", "- one\n", "- one\n ")]
    public void FillMask_RealVocabulary_IsEveryTokenThatIsAccepted(string grammar, params string[] texts)
    {
        CompiledGrammar compiled = GrammarCompiler.CompileGbnf(grammar, Vocabularies.Of("smollm2"), null, TestContext.Current.CancellationToken);
        foreach (string text in texts)
        {
            GrammarMatcher matcher = compiled.CreateMatcher();
            Assert.True(Reference.AcceptLongest(matcher, Encoding.UTF8.GetBytes(text)));
            Assert.True(Reference.Allowed(matcher).SetEquals(Reference.Mask(matcher)), text);
        }
    }

    /// <summary>White space that rules allow in two places must not make more readings with each of its characters.</summary>
    [Theory]
    [InlineData(Json, "{\"a\": [1")]
    [InlineData("root ::= [ab]* more\nmore ::= [ab] more | \"c\"", "")]
    [InlineData("root ::= \"a\"* (\"b\" root)? \"a\"*", "")]
    public void TryAccept_AmbiguousBlanks_ReadingsStayFew(string grammar, string before)
    {
        GrammarMatcher matcher = GrammarCompiler.CompileGbnf(grammar, Vocabularies.Small, null, TestContext.Current.CancellationToken).CreateMatcher();
        Assert.True(Reference.AcceptBytes(matcher, Encoding.UTF8.GetBytes(before)) < 0);
        byte blank = grammar == Json ? (byte)' ' : (byte)'a';
        for (int i = 0; i < 300; i++) Assert.True(matcher.TryAccept(blank));
        Assert.InRange(matcher.StrandCount, 1, 8);
    }

    [Fact]
    public void TryAccept_NestedThousandsDeep_GoesBackAndOn()
    {
        GrammarMatcher matcher = GrammarCompiler.CompileGbnf(Json, Vocabularies.Small, null, TestContext.Current.CancellationToken).CreateMatcher();
        const int Depth = 5000;
        for (int i = 0; i < Depth; i++) Assert.True(matcher.TryAccept('['));
        matcher.Rollback(Depth - 3);
        GrammarMatcher other = matcher.Clone();
        foreach (GrammarMatcher each in (GrammarMatcher[])[matcher, other])
        {
            Assert.True(each.TryAccept('1'));
            for (int i = 0; i < 3; i++)
            {
                Assert.False(each.IsAccepting);
                Assert.True(each.TryAccept(']'));
            }
            Assert.True(each.IsAccepting);
            Assert.False(each.TryAccept(']'));
        }
    }

    [Fact]
    public void ForcedTokens_OneWayOn_IsFollowedThroughRules()
    {
        GrammarMatcher matcher = GrammarCompiler.CompileGbnf("root ::= \"[\" thing \"]\" | \"(\" root \")\"\nthing ::= \"name\" \": \" (\"x\" thing)?", Vocabularies.Small, null, TestContext.Current.CancellationToken).CreateMatcher();
        Assert.True(matcher.ForcedTokens().IsEmpty);
        Assert.True(matcher.TryAccept('['));
        Assert.Equal("name: ", string.Concat(matcher.ForcedTokens().ToArray().Select(id => Encoding.UTF8.GetString(Vocabularies.BytesOf(Vocabularies.Small, id)))));
    }

    [Fact]
    public void FillMask_SteadyState_AllocatesNothing()
    {
        GrammarMatcher matcher = GrammarCompiler.CompileGbnf(Json, Vocabularies.Small, null, TestContext.Current.CancellationToken).CreateMatcher();
        ulong[] words = new ulong[Vocabularies.Small.WordCount];
        byte[] text = Encoding.UTF8.GetBytes("{\"a\": [1, 2.5, {\"b\": \"xy\"}] , \"ab\": true}");
        long allocated = 0;
        for (int round = 0; round < 50; round++)
        {
            matcher.Rollback(matcher.TokenCount);
            long before = GC.GetAllocatedBytesForCurrentThread();
            foreach (byte b in text)
            {
                matcher.FillMask(words);
                matcher.ForcedTokens();
                matcher.TryAccept(b);
            }
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }
        Assert.Equal(0, allocated);
    }
}
