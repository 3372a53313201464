namespace EdgeAgent.Templates.Jinja;

/// <summary>A template's text as Jinja reads it, and the way from an offset to a line and a column.</summary>
/// <remarks>Newlines are <c>\n</c> and one newline at the end is dropped, before anything else looks at the text.</remarks>
internal sealed class TemplateSource
{
    public TemplateSource(string text)
    {
        Text = text.Contains('\r') ? text.Replace("\r\n", "\n").Replace('\r', '\n') : text;
        if (Text.EndsWith('\n')) Text = Text[..^1];
    }

    public string Text { get; }

    /// <summary>Line and column of an offset, both from 1.</summary>
    public (int Line, int Column) Locate(int offset)
    {
        ReadOnlySpan<char> before = Text.AsSpan(0, Math.Min(offset, Text.Length));
        return (before.Count('\n') + 1, before.Length - before.LastIndexOf('\n'));
    }

    public TemplateException Error(int offset, string code, string what, string fix, Exception? inner = null)
    {
        (int line, int column) = Locate(offset);
        return new TemplateException(code, what, $"line {line}, column {column} of the chat template", fix, line, column, inner);
    }
}
