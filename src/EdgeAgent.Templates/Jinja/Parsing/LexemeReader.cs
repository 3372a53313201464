namespace EdgeAgent.Templates.Jinja.Parsing;

/// <summary>The parser's place among the lexemes.</summary>
internal sealed class LexemeReader(TemplateSource source, List<Lexeme> lexemes)
{
    private int _at;

    public Lexeme Current => lexemes[_at];

    public Lexeme Following => lexemes[Math.Min(_at + 1, lexemes.Count - 1)];

    public LexemeKind Kind => Current.Kind;

    public Lexeme Next()
    {
        Lexeme current = Current;
        if (_at < lexemes.Count - 1) _at++;
        return current;
    }

    public bool Skip(LexemeKind kind)
    {
        if (Kind != kind) return false;
        Next();
        return true;
    }

    public bool SkipName(string name)
    {
        if (!Current.IsName(name)) return false;
        Next();
        return true;
    }

    public Lexeme Expect(LexemeKind kind, string what) => Kind == kind ? Next() : throw Unexpected(what);

    public TemplateException Unexpected(string wanted)
        => Fail(Current.Offset, $"Here should be {wanted}, but it is {Current.Describe()}.", "Correct the template there.");

    public TemplateException Fail(int offset, string what, string fix) => source.Error(offset, ErrorCodes.Syntax, what, fix);

    public TemplateException Fail(string code, int offset, string what, string fix) => source.Error(offset, code, what, fix);
}
