namespace EdgeAgent.Grammar.Tests.Notation;

/// <summary>What cannot be read or followed is refused with its place.</summary>
public class GbnfParserTests
{
    [Theory]
    [InlineData("", "line 1, column 1", "no rule 'root'")]
    [InlineData("a ::= \"x\"", "line 1, column 10", "no rule 'root'")]
    [InlineData("root = \"x\"", "line 1, column 6", "no '::='")]
    [InlineData("root ::= \"x\n", "line 2, column 1", "no closing quote")]
    [InlineData("root ::= ab\n# ab is not there", "line 1, column 10", "'ab' is not there")]
    [InlineData("root ::= \"a\"\nroot ::= \"b\"", "line 2, column 1", "there twice")]
    [InlineData("root ::= (\"a\" | \"b\"", "line 1, column 20", "no ')'")]
    [InlineData("root ::= \"a\")", "line 1, column 13", "ends before ')'")]
    [InlineData("root ::= \"a\"\n  | \"b\"", "line 2, column 3", "begins with '|'")]
    [InlineData("root ::= [a-", "line 1, column 13", "no ']'")]
    [InlineData("root ::= [z-a]", "line 1, column 14", "wrong order")]
    [InlineData("root ::= \"\\q\"", "line 1, column 13", "'\\q' means nothing")]
    [InlineData("root ::= \"\\x4\"", "line 1, column 13", "hexadecimal")]
    [InlineData("root ::= \"\\uD800\"", "line 1, column 13", "hexadecimal")]
    [InlineData("root ::= *", "line 1, column 10", "nothing to repeat")]
    [InlineData("root ::= \"a\"{2,1}", "line 1, column 13", "n at most m")]
    [InlineData("root ::= \"a\"{99999}", "line 1, column 13", "no number up to 10000")]
    [InlineData("root ::= \"a\"{", "line 1, column 13", "no '}'")]
    [InlineData("root ::= <think>", "line 1, column 10", "refers to a token")]
    [InlineData("root ::= \"a\" !", "line 1, column 14", "ends before '!'")]
    [InlineData("root ::= root \"a\" | \"b\"", "line 1, column 10", "'root' begins with itself")]
    [InlineData("root ::= a\na ::= b \"x\"\nb ::= \"y\" | a", "line 3, column 13", "'a' begins with itself, by way of 'b'")]
    [InlineData("root ::= blank? root \"a\" | \"b\"\nblank ::= \" \"", "line 1, column 17", "'root' begins with itself")]
    [InlineData("root ::= (\"a\" | root)*", "line 1, column 17", "'root' begins with itself")]
    public void CompileGbnf_BadGrammar_SaysWhere(string grammar, string place, string what)
    {
        GrammarException e = Assert.Throws<GrammarException>(() => GrammarCompiler.CompileGbnf(grammar, Vocabularies.Small, null, TestContext.Current.CancellationToken));
        Assert.Equal("EA1111", e.Code);
        Assert.Equal(place, e.Where);
        Assert.Contains(what, e.What, StringComparison.Ordinal);
    }

    [Fact]
    public void CompileGbnf_HalfASurrogatePair_SaysWhere() => // not as data: attributes hold UTF-8
        Assert.Equal("line 1, column 12", Assert.Throws<GrammarException>(() => GrammarCompiler.CompileGbnf("root ::= \"a\ud800\"", Vocabularies.Small, null, TestContext.Current.CancellationToken)).Where);

    [Theory]
    [InlineData("root ::= \"a\" root")]
    [InlineData("root ::= []")]
    [InlineData("root ::= a b\na ::= \"x\" b\nb ::= \"y\" a")]
    public void CompileGbnf_NoTextDerived_IsRefused(string grammar) =>
        Assert.Equal("EA1102", Assert.Throws<GrammarException>(() => GrammarCompiler.CompileGbnf(grammar, Vocabularies.Small, null, TestContext.Current.CancellationToken)).Code);

    [Theory]
    [InlineData("root ::= \"a\" | b\nb ::= \"b\" b", "a", "b")] // b derives nothing
    [InlineData("root ::= [^\\n]+ \"\\n\"", "aè\"x\n", "a\nb")]
    [InlineData("root ::= . . [\\x41-\\x43\\u00e8] # three\n", "\n😀B", "aaa")]
    [InlineData("root ::= (\n  \"a\" # first\n  | \"b\"\n) * \"c\"", "abac", "d")]
    [InlineData("root ::=\r\n  \"a\" |\r\n  \"b\"\r\n", "b", "a b")]
    [InlineData("root ::= x-1{2,} x-1 {0,1}\nx-1 ::= [-ab]", "a-b", "c")]
    [InlineData("root ::= \"\\\"\\\\\\[\\t\"", "\"\\[\t", "\\")]
    [InlineData("root ::= \"\" | \"a\" root", "aaa", "b")]
    public void CompileGbnf_Constructs_AcceptAndRefuse(string grammar, string accepted, string refused)
    {
        CompiledGrammar compiled = GrammarCompiler.CompileGbnf(grammar, Vocabularies.Small, null, TestContext.Current.CancellationToken);
        Assert.True(Texts.Accepts(compiled, accepted));
        Assert.False(Texts.Accepts(compiled, refused));
    }

    [Fact]
    public void CompileGbnf_HugeOrDeepGrammars_AreRefusedOrCompiledInTime()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        Refused("EA1111", $"root ::= {new string('(', 100_000)}");
        Refused("EA1103", "root ::= ((\"(\" root \")\"){10000}){10000} | \"x\"");
        Refused("EA1103", "root ::= " + string.Join(' ', Enumerable.Repeat("(\"(\" root \")\")?", 2000)));
        string chain = "root ::= \"(\" r1 \")\" | \"x\"\n" + string.Concat(Enumerable.Range(1, 3000).Select(i => $"r{i} ::= r{i % 3000 + 1}x \")\"\nr{i}x ::= \"(\" r{i}\n"));
        Refused("EA1102", chain.Replace(" | \"x\"", "", StringComparison.Ordinal));
        Assert.True(Texts.Accepts(GrammarCompiler.CompileGbnf(chain, Vocabularies.Small, null, cancellation), "x"));
        Assert.True(Texts.Accepts(GrammarCompiler.CompileGbnf("root ::= ((\"a\"{10000}){10000})?", Vocabularies.Small, null, cancellation), ""));

        void Refused(string code, string grammar) => Assert.Equal(code, Assert.Throws<GrammarException>(() => GrammarCompiler.CompileGbnf(grammar, Vocabularies.Small, null, cancellation)).Code);
    }
}
