using EdgeAgent.Grammar.Notation;

namespace EdgeAgent.Grammar.Tests.Notation;

public class GbnfParserTests
{
    [Theory]
    [InlineData("a ::= \"x\"", "There is no rule 'root'.")]
    [InlineData("root ::= a", "The rule 'a' is not there.")]
    [InlineData("root ::= \"x", "A text has no closing quote.")]
    public void Parse_FaultyText_SaysWhere(string grammar, string what)
    {
        GrammarException e = Assert.Throws<GrammarException>(() => GbnfParser.Parse(grammar));
        Assert.Equal(("EA1111", what), (e.Code, e.What));
        Assert.StartsWith("line 1, column", e.Where, StringComparison.Ordinal);
    }
}
