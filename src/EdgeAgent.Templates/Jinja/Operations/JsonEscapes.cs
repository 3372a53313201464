using System.Buffers;
using System.Globalization;

namespace EdgeAgent.Templates.Jinja.Operations;

/// <summary>The characters that JSON text escapes, and how.</summary>
internal static class JsonEscapes
{
    private static readonly SearchValues<char> s_escaped = SearchValues.Create([.. Always, '"', '\\']);
    private static readonly SearchValues<char> s_escapedInGuarded = SearchValues.Create([.. Always, '"', '\\', GuardMarks.Tag]);

    private static IEnumerable<char> Always => Enumerable.Range(0, 0x20).Select(c => (char)c);

    /// <summary>Where the first character to escape is, or -1.</summary>
    public static int First(ReadOnlySpan<char> text, bool ensureAscii, bool isGuarded)
        => ensureAscii ? FirstUnlessAscii(text, isGuarded) : text.IndexOfAny(isGuarded ? s_escapedInGuarded : s_escaped);

    private static int FirstUnlessAscii(ReadOnlySpan<char> text, bool isGuarded)
    {
        for (int i = 0; i < text.Length; i++)
            if (text[i] is '"' or '\\' or < ' ' or > '~' && !(isGuarded && text[i] == GuardMarks.Token)) return i;
        return -1;
    }

    public static void Append(PromptBuffer output, char c, bool isGuarded)
    {
        switch (c)
        {
            case '"' or '\\': output.Append('\\'); output.Append(c); break;
            case '\n': output.Append("\\n"); break;
            case '\r': output.Append("\\r"); break;
            case '\t': output.Append("\\t"); break;
            case '\b': output.Append("\\b"); break;
            case '\f': output.Append("\\f"); break;
            case GuardMarks.Tag when isGuarded: output.Append("\\u003c"); break;
            default: output.Append(string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}")); break;
        }
    }
}
