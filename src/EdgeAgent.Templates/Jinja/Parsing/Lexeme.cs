namespace EdgeAgent.Templates.Jinja.Parsing;

internal enum LexemeKind
{
    Data, PrintBegin, PrintEnd, TagBegin, TagEnd, Name, Text, Integer, Float, End,
    Plus, Minus, Star, DoubleStar, Slash, DoubleSlash, Percent, Tilde,
    Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual,
    Assign, Dot, Comma, Colon, Semicolon, Pipe,
    LeftParen, RightParen, LeftBracket, RightBracket, LeftBrace, RightBrace,
}

/// <summary>A word of the template's grammar; <paramref name="Value"/> is the text with escapes resolved, or the name, or the
/// digits.</summary>
internal readonly record struct Lexeme(LexemeKind Kind, string Value, int Offset)
{
    public bool IsName(string name) => Kind == LexemeKind.Name && Value == name;

    /// <summary>How an error names it.</summary>
    public string Describe() => Kind switch
    {
        LexemeKind.End => "the end of the template",
        LexemeKind.PrintEnd => "the end of the print statement",
        LexemeKind.TagEnd => "the end of the tag",
        LexemeKind.Data => "plain text",
        LexemeKind.Text => "a string",
        _ => $"'{Value}'",
    };
}
