using System.Globalization;
using System.Numerics;
using EdgeAgent.Templates.Jinja.Syntax;
using EdgeAgent.Templates.Jinja.Values;

namespace EdgeAgent.Templates.Jinja.Parsing;

/// <summary>Names, literals and parentheses.</summary>
internal sealed partial class ExpressionParser
{
    private Expression ParsePrimary()
    {
        Lexeme lexeme = reader.Current;
        switch (lexeme.Kind)
        {
            case LexemeKind.Name: return ParseName(reader.Next());
            case LexemeKind.Text: return ParseTexts();
            case LexemeKind.Integer: return new ConstantExpression(reader.Next().Offset, Integer(lexeme));
            case LexemeKind.Float:
                return new ConstantExpression(reader.Next().Offset, double.Parse(lexeme.Value, CultureInfo.InvariantCulture));
            case LexemeKind.LeftBracket: return ParseList();
            case LexemeKind.LeftBrace: return ParseDict();
            case LexemeKind.LeftParen:
                reader.Next();
                Deepen();
                Expression inside = ParseTuple(inParentheses: true);
                _depth--;
                reader.Expect(LexemeKind.RightParen, "')'");
                return inside;
            default: throw reader.Unexpected("an expression");
        }
    }

    private Expression ParseName(Lexeme name) => name.Value switch
    {
        "true" or "True" => new ConstantExpression(name.Offset, Boxed.True),
        "false" or "False" => new ConstantExpression(name.Offset, Boxed.False),
        "none" or "None" => new ConstantExpression(name.Offset, JinjaNone.Value),
        _ => names.Read(name.Offset, name.Value),
    };

    private ConstantExpression ParseTexts()
    {
        Lexeme first = reader.Next();
        string text = first.Value;
        while (reader.Kind == LexemeKind.Text) text += reader.Next().Value;
        return new ConstantExpression(first.Offset, text);
    }

    private object Integer(Lexeme lexeme)
    {
        string digits = lexeme.Value;
        char radix = digits.Length > 1 ? (char)(digits[1] | 0x20) : '\0';
        if (digits.Length > 4300) throw reader.Fail(lexeme.Offset, "This integer is longer than 4,300 digits.", "Write a smaller one.");
        if (radix == 'x')
            return Boxed.Integer(BigInteger.Parse("0" + digits[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
        if (radix is 'b' or 'o')
        {
            BigInteger value = 0;
            foreach (char digit in digits.AsSpan(2)) value = (value * (radix == 'b' ? 2 : 8)) + (digit - '0');
            return Boxed.Integer(value);
        }
        return Boxed.Integer(BigInteger.Parse(digits, CultureInfo.InvariantCulture));
    }

    private ListExpression ParseList()
    {
        int offset = reader.Next().Offset;
        List<Expression> elements = [];
        while (reader.Kind != LexemeKind.RightBracket)
        {
            elements.Add(Parse());
            if (!reader.Skip(LexemeKind.Comma)) break;
        }
        reader.Expect(LexemeKind.RightBracket, "',' or ']'");
        return new ListExpression(offset, [.. elements]);
    }

    private DictExpression ParseDict()
    {
        int offset = reader.Next().Offset;
        List<(Expression, Expression)> pairs = [];
        while (reader.Kind != LexemeKind.RightBrace)
        {
            Expression key = Parse();
            reader.Expect(LexemeKind.Colon, "':'");
            pairs.Add((key, Parse()));
            if (!reader.Skip(LexemeKind.Comma)) break;
        }
        reader.Expect(LexemeKind.RightBrace, "',' or '}'");
        return new DictExpression(offset, [.. pairs]);
    }
}
