using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using EdgeAgent.Templates.Jinja.Library;
using EdgeAgent.Templates.Jinja.Operations;
using EdgeAgent.Templates.Jinja.Syntax;
using EdgeAgent.Templates.Jinja.Values;

namespace EdgeAgent.Templates.Jinja.Parsing;

/// <summary>Expressions, by the precedence of Jinja 3.1: or, and, not, comparisons, + -, ~, * / // %, **, signs, then . [] () | is.</summary>
internal sealed class ExpressionParser(LexemeReader reader, NameBinder names, int maxDepth)
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

    private bool EndsTuple() => reader.Kind is LexemeKind.PrintEnd or LexemeKind.TagEnd or LexemeKind.RightParen || reader.Current.IsName("recursive");

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
        if (radix == 'x') return Boxed.Integer(BigInteger.Parse("0" + digits[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
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
            else if (named.Count > 0 || spread is not null || spreadNamed is not null) throw reader.Unexpected("a named argument after the first one");
            else positional.Add(Parse());
            if (!reader.Skip(LexemeKind.Comma)) break;
        }
        reader.Expect(LexemeKind.RightParen, "',' or ')'");
        return new ArgumentList([.. positional], [.. named], spread, spreadNamed);
    }

    private Expression Once(Expression? before) => before is null ? Parse() : throw reader.Unexpected("no second * or ** argument");

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
        if (reader.Current.IsName("is")) throw reader.Fail(reader.Current.Offset, "Tests cannot be chained with 'is'.", "Join them with 'and'.");
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

    /// <summary>One level down: also for each link of a chain, which lies one deeper in the tree than the one before.</summary>
    private void Deepen()
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (++_depth > maxDepth)
            throw reader.Fail(ErrorCodes.TooDeep, reader.Current.Offset, $"The template nests more than {maxDepth} deep.",
                "Simplify it, or raise ChatTemplateOptions.MaxDepth.");
    }
}
