using EdgeAgent.Templates.Jinja.Operations;

namespace EdgeAgent.Templates.Jinja.Parsing;

/// <summary>Cuts a template into lexemes, with the white-space rules of <c>trim_blocks</c> and <c>lstrip_blocks</c>.</summary>
/// <remarks>The rules are those of Jinja 3.1 (https://jinja.palletsprojects.com/en/stable/templates/#whitespace-control):
/// a <c>-</c> inside a delimiter removes all white space on that side; otherwise the newline after a tag or comment goes, and so do the
/// blanks between the start of a line and a tag or comment; <c>+</c> keeps them.</remarks>
internal sealed class Lexer
{
    private readonly TemplateSource _source;
    private readonly string _text;
    private readonly List<Lexeme> _lexemes = [];
    private readonly Stack<char> _open = new();
    private int _at;

    private Lexer(TemplateSource source) => (_source, _text) = (source, source.Text);

    public static List<Lexeme> Run(TemplateSource source)
    {
        Lexer lexer = new(source);
        lexer.ReadTemplate();
        lexer.Add(LexemeKind.End, "", source.Text.Length);
        return lexer._lexemes;
    }

    private void ReadTemplate()
    {
        while (_at < _text.Length)
        {
            int open = FindOpening(_at);
            if (open < 0)
            {
                Add(LexemeKind.Data, _text[_at..], _at);
                return;
            }
            char sign = open + 2 < _text.Length && _text[open + 2] is '-' or '+' ? _text[open + 2] : '\0';
            AddData(_at, open, sign, isTag: _text[open + 1] != '{');
            _at = open + (sign == '\0' ? 2 : 3);
            switch (_text[open + 1])
            {
                case '#': SkipComment(open); break;
                case '{': ReadExpression(LexemeKind.PrintBegin, open); break;
                default:
                    if (!TryReadRaw(open)) ReadExpression(LexemeKind.TagBegin, open);
                    break;
            }
        }
    }

    private int FindOpening(int from)
    {
        for (int at = _text.IndexOf('{', from); at >= 0 && at + 1 < _text.Length; at = _text.IndexOf('{', at + 1))
            if (_text[at + 1] is '{' or '%' or '#') return at;
        return -1;
    }

    private void AddData(int start, int end, char sign, bool isTag)
    {
        if (sign == '-')
        {
            while (end > start && PythonText.IsSpace(_text[end - 1])) end--;
        }
        else if (sign != '+' && isTag)
        {
            int blank = end;
            while (blank > start && _text[blank - 1] != '\n' && PythonText.IsSpace(_text[blank - 1])) blank--;
            if (blank == 0 || _text[blank - 1] == '\n') end = blank;
        }
        if (end > start) Add(LexemeKind.Data, _text[start..end], start);
    }

    private void SkipComment(int open)
    {
        int end = _text.IndexOf("#}", _at, StringComparison.Ordinal);
        if (end < 0) throw Fail(open, "A comment is never closed.", "Close it with #}.");
        EndTag(end, sign: end > _at ? _text[end - 1] : '\0');
    }

    /// <summary>Steps over a closing delimiter of two characters and the white space that goes with it.</summary>
    private void EndTag(int delimiter, char sign)
    {
        _at = delimiter + 2;
        if (sign == '-') SkipSpace();
        else if (sign != '+' && _at < _text.Length && _text[_at] == '\n') _at++;
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && PythonText.IsSpace(_text[_at])) _at++;
    }

    private bool TryReadRaw(int open)
    {
        if (!TryMatchTag(_at, "raw", out int close, out char sign)) return false;
        _at = close + 2;
        if (sign == '-') SkipSpace(); // after {% raw %} itself, the newline stays
        int start = _at;
        for (int at = start; (at = _text.IndexOf("{%", at, StringComparison.Ordinal)) >= 0; at += 2)
        {
            char leading = at + 2 < _text.Length && _text[at + 2] is '-' or '+' ? _text[at + 2] : '\0';
            if (!TryMatchTag(at + (leading == '\0' ? 2 : 3), "endraw", out close, out sign)) continue;
            AddData(start, at, leading, isTag: true);
            EndTag(close, sign);
            return true;
        }
        throw Fail(open, "A raw block is never closed.", "Close it with {% endraw %}.");
    }

    private bool TryMatchTag(int at, string name, out int close, out char sign)
    {
        (close, sign) = (0, '\0');
        while (at < _text.Length && PythonText.IsSpace(_text[at])) at++;
        if (!_text.AsSpan(at).StartsWith(name)) return false;
        at += name.Length;
        while (at < _text.Length && PythonText.IsSpace(_text[at])) at++;
        if (at < _text.Length && _text[at] is '-' or '+') sign = _text[at++];
        close = at;
        return _text.AsSpan(at).StartsWith("%}");
    }

    private void ReadExpression(LexemeKind begin, int open)
    {
        Add(begin, _text[open..(open + 2)], open);
        _open.Clear();
        while (true)
        {
            SkipSpace();
            if (_at >= _text.Length)
                throw Fail(open, "This tag is never closed.", begin == LexemeKind.PrintBegin ? "Close it with }}." : "Close it with %}.");
            if (_open.Count == 0 && TryReadEnd(begin)) return;
            char c = _text[_at];
            if (char.IsAsciiDigit(c)) ReadNumber();
            else if (IsWord(c)) ReadName();
            else if (c is '\'' or '"') ReadText(c);
            else ReadOperator();
        }
    }

    private bool TryReadEnd(LexemeKind begin)
    {
        string close = begin == LexemeKind.PrintBegin ? "}}" : "%}";
        char sign = _text[_at] is '-' or '+' ? _text[_at] : '\0';
        if (sign == '+' && begin == LexemeKind.PrintBegin) return false;
        int delimiter = sign == '\0' ? _at : _at + 1;
        if (!_text.AsSpan(delimiter).StartsWith(close)) return false;
        Add(begin == LexemeKind.PrintBegin ? LexemeKind.PrintEnd : LexemeKind.TagEnd, close, _at);
        if (begin == LexemeKind.TagBegin) EndTag(delimiter, sign);
        else
        {
            _at = delimiter + 2;
            if (sign == '-') SkipSpace();
        }
        return true;
    }

    private static bool IsWord(char c) => c == '_' || char.IsLetterOrDigit(c);

    private void ReadName()
    {
        int start = _at;
        while (_at < _text.Length && IsWord(_text[_at])) _at++;
        Add(LexemeKind.Name, _text[start.._at], start);
    }

    private void ReadNumber()
    {
        int start = _at;
        LexemeKind kind = NumberLiteral.Measure(_text, ref _at);
        Add(kind, _text[start.._at].Replace("_", "", StringComparison.Ordinal), start);
    }

    private void ReadText(char quote)
    {
        int start = _at++;
        while (_at < _text.Length && _text[_at] != quote) _at += _text[_at] == '\\' ? 2 : 1;
        if (_at >= _text.Length) throw Fail(start, "A string is never closed.", $"Close it with {quote}.");
        Add(LexemeKind.Text, StringLiteral.Unescape(_source, start + 1, _at), start);
        _at++;
    }

    private void ReadOperator()
    {
        (LexemeKind kind, int length) = OperatorAt(_text.AsSpan(_at));
        if (length == 0) throw Fail(_at, $"'{_text[_at]}' has no meaning here.", "Remove it or put it into a string.");
        TrackBrackets(_text[_at], kind);
        Add(kind, _text.Substring(_at, length), _at);
        _at += length;
    }

    private void TrackBrackets(char c, LexemeKind kind)
    {
        switch (kind)
        {
            case LexemeKind.LeftParen: _open.Push(')'); break;
            case LexemeKind.LeftBracket: _open.Push(']'); break;
            case LexemeKind.LeftBrace: _open.Push('}'); break;
            case LexemeKind.RightParen or LexemeKind.RightBracket or LexemeKind.RightBrace:
                if (!_open.TryPop(out char expected)) throw Fail(_at, $"'{c}' closes nothing.", "Remove it.");
                if (expected != c) throw Fail(_at, $"'{c}' stands where '{expected}' must close first.", $"Write '{expected}'.");
                break;
        }
    }

    private static (LexemeKind Kind, int Length) OperatorAt(ReadOnlySpan<char> text)
    {
        char next = text.Length > 1 ? text[1] : '\0';
        return (text[0], next) switch
        {
            ('*', '*') => (LexemeKind.DoubleStar, 2),
            ('/', '/') => (LexemeKind.DoubleSlash, 2),
            ('=', '=') => (LexemeKind.Equal, 2),
            ('!', '=') => (LexemeKind.NotEqual, 2),
            ('<', '=') => (LexemeKind.LessOrEqual, 2),
            ('>', '=') => (LexemeKind.GreaterOrEqual, 2),
            ('+', _) => (LexemeKind.Plus, 1),
            ('-', _) => (LexemeKind.Minus, 1),
            ('*', _) => (LexemeKind.Star, 1),
            ('/', _) => (LexemeKind.Slash, 1),
            ('%', _) => (LexemeKind.Percent, 1),
            ('~', _) => (LexemeKind.Tilde, 1),
            ('<', _) => (LexemeKind.Less, 1),
            ('>', _) => (LexemeKind.Greater, 1),
            ('=', _) => (LexemeKind.Assign, 1),
            ('.', _) => (LexemeKind.Dot, 1),
            (',', _) => (LexemeKind.Comma, 1),
            (':', _) => (LexemeKind.Colon, 1),
            (';', _) => (LexemeKind.Semicolon, 1),
            ('|', _) => (LexemeKind.Pipe, 1),
            ('(', _) => (LexemeKind.LeftParen, 1),
            (')', _) => (LexemeKind.RightParen, 1),
            ('[', _) => (LexemeKind.LeftBracket, 1),
            (']', _) => (LexemeKind.RightBracket, 1),
            ('{', _) => (LexemeKind.LeftBrace, 1),
            ('}', _) => (LexemeKind.RightBrace, 1),
            _ => default,
        };
    }

    private void Add(LexemeKind kind, string value, int offset) => _lexemes.Add(new Lexeme(kind, value, offset));

    private TemplateException Fail(int offset, string what, string fix) => _source.Error(offset, ErrorCodes.Syntax, what, fix);
}
