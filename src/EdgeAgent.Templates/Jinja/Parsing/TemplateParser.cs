using EdgeAgent.Templates.Jinja.Syntax;

namespace EdgeAgent.Templates.Jinja.Parsing;

/// <summary>Statements: what stands between <c>{%</c> and <c>%}</c>, and the text around them.</summary>
internal sealed class TemplateParser
{
    private readonly LexemeReader _reader;
    private readonly NameBinder _names = new();
    private readonly ExpressionParser _expressions;
    private readonly int _maxDepth;
    private int _depth;
    private int _loops;

    private TemplateParser(TemplateSource source, int maxDepth)
    {
        _reader = new LexemeReader(source, Lexer.Run(source));
        _expressions = new ExpressionParser(_reader, _names, maxDepth);
        _maxDepth = maxDepth;
    }

    public static TemplateProgram Parse(TemplateSource source, int maxDepth)
    {
        TemplateParser parser = new(source, maxDepth);
        Block body = parser.ParseBlock([]);
        parser._names.Complete();
        return new TemplateProgram(body, parser._names.Root);
    }

    /// <summary>Everything up to one of the given tags, whose name is left as the current lexeme.</summary>
    private Block ParseBlock(ReadOnlySpan<string> ends)
    {
        if (++_depth > _maxDepth)
            throw _reader.Fail(ErrorCodes.TooDeep, _reader.Current.Offset, $"Tags nest more than {_maxDepth} deep.",
                "Simplify the template, or raise ChatTemplateOptions.MaxDepth.");
        List<Statement> statements = [];
        string text = "";
        while (true)
        {
            Lexeme lexeme = _reader.Next();
            if (lexeme.Kind == LexemeKind.Data) text += lexeme.Value;
            else if (lexeme.Kind == LexemeKind.PrintBegin) ParsePrint(statements, ref text);
            else
            {
                Flush(statements, ref text);
                if (lexeme.Kind == LexemeKind.End)
                {
                    if (ends.Length == 0) break;
                    throw _reader.Fail(lexeme.Offset, $"The template ends where {Join(ends)} should come.", "Close the tag.");
                }
                if (_reader.Kind == LexemeKind.Name && ends.Contains(_reader.Current.Value)) break;
                statements.Add(ParseStatement(ends));
                _reader.Expect(LexemeKind.TagEnd, "the end of the tag");
            }
        }
        _depth--;
        return new Block([.. statements]);
    }

    private void ParsePrint(List<Statement> statements, ref string text)
    {
        Expression value = _expressions.ParseTuple();
        _reader.Expect(LexemeKind.PrintEnd, "the end of the print statement");
        if (value is ConstantExpression { Value: string constant })
        {
            text += constant; // printed with the text around it
            return;
        }
        Flush(statements, ref text);
        statements.Add(new PrintStatement(value));
    }

    private static void Flush(List<Statement> statements, ref string text)
    {
        if (text.Length > 0) statements.Add(new TextStatement(text));
        text = "";
    }

    /// <summary>The body of a tag and, at its end, the closing tag's name.</summary>
    private Block ParseBody(params ReadOnlySpan<string> ends)
    {
        _reader.Skip(LexemeKind.Colon);
        _reader.Expect(LexemeKind.TagEnd, "the end of the tag");
        return ParseBlock(ends);
    }

    private Statement ParseStatement(ReadOnlySpan<string> ends)
    {
        Lexeme tag = _reader.Expect(LexemeKind.Name, "the name of a tag");
        switch (tag.Value)
        {
            case "for": return ParseFor(tag.Offset);
            case "if": return ParseIf();
            case "set": return ParseSet();
            case "macro": return ParseMacro();
            case "call": return ParseCallBlock();
            case "filter": return ParseFilterBlock();
            case "generation": return ParseScope("endgeneration", []);
            case "with": return ParseWith();
            case "print": return new PrintStatement(_expressions.ParseTuple());
            case "break" or "continue": return ParseJump(tag);
            case "include" or "import" or "from" or "extends" or "block" or "autoescape" or "do" or "trans" or "debug":
                throw _reader.Fail(ErrorCodes.Unsupported, tag.Offset, $"The tag '{tag.Value}' is not one of chat templates.",
                    "Rewrite the template without it.");
            default:
                string wanted = ends.Length == 0 ? "" : $" Expected is {Join(ends)}.";
                throw _reader.Fail(tag.Offset, $"There is no tag '{tag.Value}' here.{wanted}", "Correct the template there.");
        }
    }

    private static string Join(ReadOnlySpan<string> tags) => string.Join(" or ", tags.ToArray().Select(t => $"'{t}'"));

    private JumpStatement ParseJump(Lexeme tag)
    {
        if (_loops == 0) throw _reader.Fail(tag.Offset, $"'{tag.Value}' stands outside of a loop.", "Remove it.");
        return new JumpStatement(tag.Value == "break" ? Flow.Break : Flow.Continue);
    }

    private IfStatement ParseIf()
    {
        List<(Expression, Block)> branches = [];
        Block otherwise = Block.Empty;
        _expressions.Conditional++;
        while (true)
        {
            Expression test = _expressions.ParseTuple(allowConditional: false);
            branches.Add((test, ParseBody("elif", "else", "endif")));
            string end = _reader.Next().Value;
            if (end == "elif") continue;
            if (end == "else")
            {
                otherwise = ParseBody("endif");
                _reader.Next();
            }
            break;
        }
        _expressions.Conditional--;
        return new IfStatement([.. branches], otherwise);
    }

    private ForStatement ParseFor(int offset)
    {
        TargetSyntax target = TargetSyntax.Parse(_reader, allowNamespace: false, "in");
        if (!_reader.SkipName("in")) throw _reader.Unexpected("'in'");
        Expression source = _expressions.ParseTuple(allowConditional: false);
        (Target, Expression)? filter = _reader.SkipName("if") ? ParseLoopFilter(target) : null;
        if (_reader.Current.IsName("recursive"))
            throw _reader.Fail(ErrorCodes.Unsupported, _reader.Current.Offset, "Recursive loops are not supported.",
                "Use a macro that calls itself.");
        Scope scope = _names.Open(isLoop: true);
        int loopSlot = scope.Declare("loop", isAlwaysSet: true);
        Target assigned = target.Declare(_names, isAlwaysSet: true);
        _loops++;
        Block body = ParseBody("endfor", "else");
        _loops--;
        _names.Close();
        return new ForStatement(offset, source, scope, assigned, loopSlot, body) { Filter = filter, Otherwise = ParseForElse() };
    }

    private (Target, Expression) ParseLoopFilter(TargetSyntax target)
    {
        _names.Open();
        Target assigned = target.Declare(_names, isAlwaysSet: true);
        Expression test = _expressions.Parse();
        _names.Close();
        return (assigned, test);
    }

    private ScopedBlock? ParseForElse()
    {
        if (_reader.Next().Value == "endfor") return null;
        Scope scope = _names.Open();
        Block body = ParseBody("endfor");
        _names.Close();
        _reader.Next();
        return new ScopedBlock(scope, body);
    }

    private Statement ParseSet()
    {
        int offset = _reader.Current.Offset;
        TargetSyntax target = TargetSyntax.Parse(_reader, allowNamespace: true, "");
        if (target.Names.Contains("loop") && _loops > 0)
            throw _reader.Fail(offset, "'loop' belongs to the loop and cannot be set in it.", "Use another name.");
        if (_reader.Skip(LexemeKind.Assign))
        {
            Expression value = _expressions.ParseTuple();
            return new SetStatement(target.Declare(_names), value);
        }
        FilterExpression[] filters = _expressions.ParseFilterChain(startsWithName: false);
        CapturedBlock block = ParseCaptured(filters, "endset");
        return new SetBlockStatement(target.Declare(_names), block);
    }

    private FilterBlockStatement ParseFilterBlock()
        => new(ParseCaptured(_expressions.ParseFilterChain(startsWithName: true), "endfilter"));

    private CapturedBlock ParseCaptured(FilterExpression[] filters, string end)
    {
        Scope scope = _names.Open();
        Block body = ParseBody(end);
        _reader.Next();
        _names.Close();
        return new CapturedBlock(scope, body, filters);
    }

    private ScopeStatement ParseWith()
    {
        List<(TargetSyntax Target, Expression Value)> values = [];
        while (_reader.Kind != LexemeKind.TagEnd)
        {
            TargetSyntax target = TargetSyntax.ParseName(_reader);
            _reader.Expect(LexemeKind.Assign, "'='");
            values.Add((target, _expressions.Parse()));
            if (!_reader.Skip(LexemeKind.Comma)) break;
        }
        return ParseScope("endwith", values);
    }

    private ScopeStatement ParseScope(string end, List<(TargetSyntax Target, Expression Value)> values)
    {
        Scope scope = _names.Open();
        (Target, Expression)[] assigned = [.. values.Select(v => (v.Target.Declare(_names), v.Value))];
        Block body = ParseBody(end);
        _reader.Next();
        _names.Close();
        return new ScopeStatement(scope, assigned, body);
    }

    private MacroStatement ParseMacro()
    {
        Lexeme name = _reader.Expect(LexemeKind.Name, "the macro's name");
        int slot = _names.Current.Declare(name.Value);
        return new MacroStatement(ParseMacroBody(name.Value, "endmacro", readCall: null), slot);
    }

    private CallBlockStatement ParseCallBlock()
    {
        CallExpression? call = null;
        MacroDefinition caller = ParseMacroBody("caller", "endcall", readCall: () => call = ParseCalled());
        return new CallBlockStatement(call!, caller);
    }

    private CallExpression ParseCalled()
    {
        int offset = _reader.Current.Offset;
        return _expressions.Parse() as CallExpression ?? throw _reader.Fail(offset, "A call block needs a call.",
            "Write {% call macro() %}.");
    }

    private MacroDefinition ParseMacroBody(string name, string end, Action? readCall)
    {
        Scope outside = _names.Current;
        Scope scope = _names.OpenMacro();
        Parameter[] parameters = readCall is null || _reader.Kind == LexemeKind.LeftParen ? ParseParameters(scope) : [];
        if (readCall is not null)
        {
            // The call itself is read where the block stands, not inside of it.
            _names.Enter(outside);
            readCall();
            _names.Enter(scope);
        }
        int loops = _loops;
        _loops = 0;
        Block body = ParseBody(end);
        _loops = loops;
        _reader.Next();
        _names.Close();
        return _names.Define(name, scope, parameters, body);
    }

    private Parameter[] ParseParameters(Scope scope)
    {
        List<Parameter> parameters = [];
        _reader.Expect(LexemeKind.LeftParen, "'('");
        while (_reader.Kind != LexemeKind.RightParen)
        {
            Lexeme name = _reader.Expect(LexemeKind.Name, "a parameter's name");
            int slot = scope.Declare(name.Value, isAlwaysSet: true);
            Expression? value = _reader.Skip(LexemeKind.Assign) ? _expressions.Parse() : null;
            if (value is null && parameters.Count > 0 && parameters[^1].Default is not null)
                throw _reader.Fail(name.Offset, $"Parameter '{name.Value}' has no default but follows one that has.", "Give it a default.");
            parameters.Add(new Parameter(name.Value, slot, value));
            if (!_reader.Skip(LexemeKind.Comma)) break;
        }
        _reader.Expect(LexemeKind.RightParen, "',' or ')'");
        return [.. parameters];
    }
}
