namespace EdgeAgent.Agents.Parsing;

/// <summary>Finds where a JSON object or array ends, in text that arrives piece by piece and may be broken.</summary>
/// <remarks>
/// Looks at each character once. A quote ends a string only where JSON could go on after it, so that a quote the model forgot to escape
/// does not (or where a member on a new line follows, its comma forgotten); in sound JSON that is every unescaped quote. Outside strings the tags of a call end the value whatever is still open.
/// </remarks>
internal struct JsonExtent
{
    public const string OpeningTag = "<tool_call>", ClosingTag = "</tool_call>";

    private int _position, _depth;
    private char _quote;
    private bool _escaped, _perhapsClosed, _newLine;

    /// <summary>Looks at what is new.</summary>
    /// <param name="text">All text from the value's first bracket, what was looked at before included.</param>
    /// <param name="ended">No more will come.</param>
    /// <param name="end">Where the value ends, when it does.</param>
    public bool Scan(ReadOnlySpan<char> text, bool ended, out int end)
    {
        for (end = 0; _position < text.Length; _position++)
        {
            char c = text[_position];
            if (_quote != '\0' && !LeavesString(c)) continue;
            switch (c)
            {
                case '"' or '\'':
                    _quote = c;
                    break;
                case '{' or '[':
                    _depth++;
                    break;
                case '}' or ']' when --_depth <= 0:
                    end = _position + 1;
                    return true;
                case '<':
                    ReadOnlySpan<char> rest = text[_position..];
                    if (StartsWithTag(rest))
                    {
                        end = _position;
                        return true;
                    }
                    if (!ended && MayBecomeTag(rest)) return false;
                    break;
            }
        }
        return false;
    }

    /// <summary>A character of a string; true when it stands after the string, which ended with a quote before it.</summary>
    private bool LeavesString(char c)
    {
        if (_perhapsClosed)
        {
            _newLine |= c == '\n';
            if (char.IsWhiteSpace(c)) return false;
            bool closed = c is ',' or ':' or '}' or ']' or '<' || (c == '"' && _newLine);
            _perhapsClosed = _newLine = false;
            if (closed) _quote = '\0';
            if (closed) return true;
        }
        if (_escaped) _escaped = false;
        else if (c == '\\') _escaped = true;
        else if (c == _quote) _perhapsClosed = true;
        return false;
    }

    private static bool StartsWithTag(ReadOnlySpan<char> text) =>
        text.StartsWith(ClosingTag, StringComparison.Ordinal) || text.StartsWith(OpeningTag, StringComparison.Ordinal);

    private static bool MayBecomeTag(ReadOnlySpan<char> text) =>
        ClosingTag.AsSpan().StartsWith(text, StringComparison.Ordinal) || OpeningTag.AsSpan().StartsWith(text, StringComparison.Ordinal);
}
