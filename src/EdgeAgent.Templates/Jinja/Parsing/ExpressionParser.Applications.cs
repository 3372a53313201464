using EdgeAgent.Templates.Jinja.Library;
using EdgeAgent.Templates.Jinja.Syntax;

namespace EdgeAgent.Templates.Jinja.Parsing;

/// <summary>Filters and tests.</summary>
internal sealed partial class ExpressionParser
{
    private Expression ParseApplications(Expression target)
    {
        int depth = _depth;
        while (true)
        {
            if (reader.Kind == LexemeKind.Pipe) target = ParseFilter(target);
            else if (reader.Current.IsName("is")) target = ParseTest(target);
            else if (reader.Kind == LexemeKind.LeftParen) target = ParseCall(target);
            else break;
            Deepen();
        }
        _depth = depth;
        return target;
    }

    /// <summary>Filters in a row, as a filter block and a set block have them.</summary>
    public FilterExpression[] ParseFilterChain(bool startsWithName)
    {
        List<FilterExpression> filters = [];
        while (startsWithName || reader.Kind == LexemeKind.Pipe)
        {
            if (!startsWithName) reader.Next();
            startsWithName = false;
            (Lexeme name, ArgumentList arguments) = ParseFilterCall();
            Filter filter = FilterTable.Find(name.Value) ?? throw Unknown(name, "filter", FilterTable.Refused);
            filters.Add(new FilterExpression(name.Offset, null, filter, arguments));
        }
        return [.. filters];
    }

    private Expression ParseFilter(Expression target)
    {
        reader.Next();
        (Lexeme name, ArgumentList arguments) = ParseFilterCall();
        if (FilterTable.Find(name.Value) is { } filter) return new FilterExpression(name.Offset, target, filter, arguments);
        return FailWhenReached(name.Offset, Unknown(name, "filter", FilterTable.Refused));
    }

    private (Lexeme Name, ArgumentList Arguments) ParseFilterCall()
    {
        Lexeme name = ParseDottedName("the name of a filter");
        return (name, reader.Kind == LexemeKind.LeftParen ? ParseArguments() : ArgumentList.Empty);
    }

    private Lexeme ParseDottedName(string what)
    {
        Lexeme name = reader.Expect(LexemeKind.Name, what);
        while (reader.Skip(LexemeKind.Dot)) name = name with { Value = $"{name.Value}.{reader.Expect(LexemeKind.Name, what).Value}" };
        return name;
    }

    private Expression ParseTest(Expression target)
    {
        reader.Next();
        bool isNegated = reader.SkipName("not");
        Lexeme name = ParseDottedName("the name of a test");
        ArgumentList arguments = ParseTestArguments();
        if (TestTable.Find(name.Value) is { } test)
        {
            Expression holds = new TestExpression(name.Offset, target, test, arguments);
            return isNegated ? new NotExpression(name.Offset, holds) : holds;
        }
        return FailWhenReached(name.Offset, Unknown(name, "test", []));
    }

    // A test takes one argument without parentheses, too: x is divisibleby 3.
    private ArgumentList ParseTestArguments()
    {
        if (reader.Kind == LexemeKind.LeftParen) return ParseArguments();
        bool starts = reader.Kind is LexemeKind.Name or LexemeKind.Text or LexemeKind.Integer or LexemeKind.Float or LexemeKind.LeftBracket
            or LexemeKind.LeftBrace;
        if (!starts || reader.Current is { Kind: LexemeKind.Name, Value: "else" or "or" or "and" }) return ArgumentList.Empty;
        if (reader.Current.IsName("is"))
            throw reader.Fail(reader.Current.Offset, "Tests cannot be chained with 'is'.", "Join them with 'and'.");
        return new ArgumentList([ParsePostfix(ParsePrimary())], []);
    }

    private FailingExpression FailWhenReached(int offset, TemplateException error)
    {
        if (Conditional == 0) _unknown.Add(error);
        return new FailingExpression(offset, state => state.Fail(error.Code, error.What, error.Fix));
    }

    private TemplateException Unknown(Lexeme name, string kind, IReadOnlyCollection<string> refused) => refused.Contains(name.Value)
        ? reader.Fail(ErrorCodes.Unsupported, name.Offset, $"The {kind} '{name.Value}' is one of Jinja's that is not supported here.",
            "Rewrite that place of the template with what Hugging Face's templates commonly use.")
        : reader.Fail(ErrorCodes.UnknownName, name.Offset, $"There is no {kind} '{name.Value}'.", "Correct the name.");
}
