namespace EdgeAgent.Templates.Jinja.Values;

/// <summary>A string that counts as safe HTML (filters <c>safe</c> and <c>escape</c>): adding another string to it escapes that one.
/// Otherwise it behaves as its text.</summary>
internal sealed class Markup(string text)
{
    public string Text { get; } = text;

    public static string Escape(string text) => text.AsSpan().IndexOfAny("&<>\"'") < 0
        ? text
        : text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal).Replace("\"", "&#34;", StringComparison.Ordinal)
            .Replace("'", "&#39;", StringComparison.Ordinal);

    public static string EscapeUnlessMarkup(object text) => text is Markup markup ? markup.Text : Escape((string)text);
}
