using EdgeAgent.Templates.Jinja.Syntax;
using EdgeAgent.Templates.Jinja.Values;

namespace EdgeAgent.Templates.Jinja.Parsing;

/// <summary>What follows a value directly: attributes, items, slices, calls.</summary>
internal sealed partial class ExpressionParser
{
    private Expression ParsePostfix(Expression target)
    {
        for (int depth = _depth; ; Deepen())
        {
            switch (reader.Kind)
            {
                case LexemeKind.Dot: target = ParseMember(target); break;
                case LexemeKind.LeftBracket: target = ParseSubscript(target); break;
                case LexemeKind.LeftParen: target = ParseCall(target); break;
                default: _depth = depth; return target;
            }
        }
    }

    private Expression ParseMember(Expression target)
    {
        int offset = reader.Next().Offset;
        Lexeme member = reader.Current;
        if (member.Kind == LexemeKind.Integer)
            return new ItemExpression(offset, target, new ConstantExpression(member.Offset, Integer(reader.Next())));
        return new AttributeExpression(offset, target, reader.Expect(LexemeKind.Name, "a name or a number after '.'").Value);
    }

    private Expression ParseSubscript(Expression target)
    {
        int offset = reader.Next().Offset;
        Expression? start = reader.Kind == LexemeKind.Colon ? null : Parse();
        Expression subscript;
        if (reader.Kind == LexemeKind.Colon)
        {
            Expression none = new ConstantExpression(offset, JinjaNone.Value);
            Expression stop = ParseBound() ?? none;
            Expression step = reader.Kind == LexemeKind.Colon ? ParseBound() ?? none : none;
            subscript = new SliceExpression(offset, target, start ?? none, stop, step);
        }
        else subscript = new ItemExpression(offset, target, reader.Kind == LexemeKind.Comma ? ParseTupleKey(start!) : start!);
        reader.Expect(LexemeKind.RightBracket, "']'");
        return subscript;
    }

    private Expression? ParseBound()
    {
        reader.Next();
        return reader.Kind is LexemeKind.Colon or LexemeKind.RightBracket ? null : Parse();
    }

    private TupleExpression ParseTupleKey(Expression first)
    {
        List<Expression> elements = [first];
        while (reader.Skip(LexemeKind.Comma)) elements.Add(Parse());
        return new TupleExpression(first.Offset, [.. elements]);
    }

    private CallExpression ParseCall(Expression callee)
    {
        int offset = reader.Current.Offset;
        return new CallExpression(offset, callee, ParseArguments());
    }

    private ArgumentList ParseArguments()
    {
        reader.Next();
        List<Expression> positional = [];
        List<(string, Expression)> named = [];
        Expression? spread = null, spreadNamed = null;
        while (reader.Kind != LexemeKind.RightParen)
        {
            if (reader.Skip(LexemeKind.Star)) spread = Once(spread);
            else if (reader.Skip(LexemeKind.DoubleStar)) spreadNamed = Once(spreadNamed);
            else if (reader.Kind == LexemeKind.Name && reader.Following.Kind == LexemeKind.Assign)
            {
                string name = reader.Next().Value;
                reader.Next();
                named.Add((name, Parse()));
            }
            else if (named.Count > 0 || spread is not null || spreadNamed is not null)
                throw reader.Unexpected("a named argument after the first one");
            else positional.Add(Parse());
            if (!reader.Skip(LexemeKind.Comma)) break;
        }
        reader.Expect(LexemeKind.RightParen, "',' or ')'");
        return new ArgumentList([.. positional], [.. named], spread, spreadNamed);
    }

    private Expression Once(Expression? before) => before is null ? Parse() : throw reader.Unexpected("no second * or ** argument");
}
