using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using EdgeAgent.Templates.Jinja.Library;
using EdgeAgent.Templates.Jinja.Operations;
using EdgeAgent.Templates.Jinja.Syntax;
using EdgeAgent.Templates.Jinja.Values;

namespace EdgeAgent.Templates.Jinja.Parsing;

/// <summary>Expressions, by the precedence of Jinja 3.1: or, and, not, comparisons, + -, ~, * / // %, **, signs, then . [] () |
/// is.</summary>
internal sealed partial class ExpressionParser(LexemeReader reader, NameBinder names, int maxDepth)
{
    private readonly List<TemplateException> _unknown = [];
    private int _depth;

    /// <summary>Above zero inside branches that may not be taken: what is unknown there fails only when it is reached.</summary>
    public int Conditional { get; set; }

    public Expression Parse(bool allowConditional = true)
    {
        Deepen();
        Expression expression = allowConditional ? ParseConditional() : ParseOr();
        if (--_depth == 0 && _unknown.Count > 0) throw _unknown[0];
        return expression;
    }

    /// <summary>An expression, or several with commas between them: a tuple.</summary>
    public Expression ParseTuple(bool allowConditional = true, bool inParentheses = false)
    {
        int offset = reader.Current.Offset;
        List<Expression> elements = [];
        bool isTuple = false;
        while (!EndsTuple())
        {
            elements.Add(Parse(allowConditional));
            if (!reader.Skip(LexemeKind.Comma)) break;
            isTuple = true;
        }
        if (isTuple || (elements.Count == 0 && inParentheses)) return new TupleExpression(offset, [.. elements]);
        return elements.Count > 0 ? elements[0] : throw reader.Unexpected("an expression");
    }

    private bool EndsTuple() => reader.Kind is LexemeKind.PrintEnd or LexemeKind.TagEnd or LexemeKind.RightParen;

    private Expression ParseConditional()
    {
        int unknown = _unknown.Count, depth = _depth;
        Expression expression = ParseOr();
        while (reader.Current.IsName("if"))
        {
            _unknown.RemoveRange(unknown, _unknown.Count - unknown); // it turns out that they may not be reached
            int offset = reader.Next().Offset;
            Expression test = ParseOr();
            Conditional++;
            Expression? otherwise = reader.SkipName("else") ? Parse() : null;
            Conditional--;
            expression = new ConditionalExpression(offset, test, expression, otherwise);
            Deepen();
        }
        _depth = depth;
        return expression;
    }

    private Expression ParseOr() => ParseLogic("or", ParseAnd);

    private Expression ParseAnd() => ParseLogic("and", ParseNot);

    private Expression ParseLogic(string word, Func<Expression> parseOperand)
    {
        Expression first = parseOperand();
        if (!reader.Current.IsName(word)) return first;
        List<Expression> operands = [first];
        while (reader.SkipName(word)) operands.Add(parseOperand());
        return new LogicExpression([.. operands], isOr: word == "or");
    }

    private Expression ParseNot()
    {
        if (!reader.Current.IsName("not")) return ParseComparison();
        int offset = reader.Next().Offset;
        Deepen();
        Expression operand = ParseNot();
        _depth--;
        return new NotExpression(offset, operand);
    }

    private Expression ParseComparison()
    {
        Expression first = ParseSum();
        List<(int, Comparison, Expression)> links = [];
        while (TryComparison(out Comparison kind, out int words))
        {
            int offset = reader.Current.Offset;
            for (int i = 0; i < words; i++) reader.Next();
            links.Add((offset, kind, ParseSum()));
        }
        return links.Count == 0 ? first : new ComparisonExpression(first, [.. links]);
    }

    private bool TryComparison(out Comparison kind, out int words)
    {
        words = 1;
        kind = reader.Kind switch
        {
            LexemeKind.Equal => Comparison.Equal,
            LexemeKind.NotEqual => Comparison.NotEqual,
            LexemeKind.Less => Comparison.Less,
            LexemeKind.LessOrEqual => Comparison.LessOrEqual,
            LexemeKind.Greater => Comparison.Greater,
            LexemeKind.GreaterOrEqual => Comparison.GreaterOrEqual,
            _ => Comparison.In,
        };
        if (kind != Comparison.In || reader.Current.IsName("in")) return true;
        if (!reader.Current.IsName("not") || !reader.Following.IsName("in")) return false;
        (kind, words) = (Comparison.NotIn, 2);
        return true;
    }

    private Expression ParseSum()
    {
        Expression left = ParseConcatenation();
        int depth = _depth;
        while (reader.Kind is LexemeKind.Plus or LexemeKind.Minus)
        {
            Deepen();
            if (reader.Kind == LexemeKind.Plus)
            {
                left = ParsePlusChain(left);
                continue;
            }
            int offset = reader.Next().Offset;
            left = new BinaryExpression(offset, left, Arithmetic.Subtract, ParseConcatenation());
        }
        _depth = depth;
        return left;
    }

    private SumExpression ParsePlusChain(Expression first)
    {
        List<Expression> terms = [first];
        List<int> offsets = [];
        while (reader.Kind == LexemeKind.Plus)
        {
            offsets.Add(reader.Next().Offset);
            terms.Add(ParseConcatenation());
        }
        return new SumExpression([.. terms], [.. offsets]);
    }

    private Expression ParseConcatenation()
    {
        Expression first = ParseProduct();
        if (reader.Kind != LexemeKind.Tilde) return first;
        List<Expression> parts = [first];
        while (reader.Skip(LexemeKind.Tilde)) parts.Add(ParseProduct());
        return new ConcatenationExpression(first.Offset, [.. parts]);
    }

    private Expression ParseProduct()
    {
        Expression left = ParsePower();
        for (int depth = _depth; ; Deepen())
        {
            BinaryOperation? operation = reader.Kind switch
            {
                LexemeKind.Star => Arithmetic.Multiply,
                LexemeKind.Slash => Arithmetic.Divide,
                LexemeKind.DoubleSlash => Arithmetic.FloorDivide,
                LexemeKind.Percent => Arithmetic.Modulo,
                _ => null,
            };
            if (operation is null)
            {
                _depth = depth;
                return left;
            }
            int offset = reader.Next().Offset;
            left = new BinaryExpression(offset, left, operation, ParsePower());
        }
    }

    // To the left, unlike Python: Jinja reads 2 ** 3 ** 2 as (2 ** 3) ** 2.
    private Expression ParsePower()
    {
        Expression left = ParseSigned(withFilters: true);
        int depth = _depth;
        while (reader.Kind == LexemeKind.DoubleStar)
        {
            Deepen();
            int offset = reader.Next().Offset;
            left = new BinaryExpression(offset, left, Arithmetic.Power, ParseSigned(withFilters: true));
        }
        _depth = depth;
        return left;
    }

    private Expression ParseSigned(bool withFilters)
    {
        Expression operand;
        int offset = reader.Current.Offset;
        if (reader.Kind is LexemeKind.Minus or LexemeKind.Plus)
        {
            Deepen();
            bool isMinus = reader.Next().Kind == LexemeKind.Minus;
            operand = new UnaryExpression(offset, isMinus ? Arithmetic.Negate : Arithmetic.Plus, ParseSigned(withFilters: false));
            _depth--;
        }
        else operand = ParsePrimary();
        operand = ParsePostfix(operand);
        return withFilters ? ParseApplications(operand) : operand;
    }

    /// <summary>One level down: also for each link of a chain, which lies one deeper in the tree than the one before.</summary>
    private void Deepen()
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (++_depth > maxDepth)
            throw reader.Fail(ErrorCodes.TooDeep, reader.Current.Offset, $"The template nests more than {maxDepth} deep.",
                "Simplify it, or raise ChatTemplateOptions.MaxDepth.");
    }
}
