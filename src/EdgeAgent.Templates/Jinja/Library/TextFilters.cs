using System.Text;
using EdgeAgent.Templates.Jinja.Operations;
using EdgeAgent.Templates.Jinja.Values;

namespace EdgeAgent.Templates.Jinja.Library;

/// <summary>Filters whose result is a text.</summary>
internal static class TextFilters
{
    public static IEnumerable<(string Name, Filter Filter)> All =>
    [
        Plain("upper", (state, value) => PythonCasing.Upper(PythonPrint.Str(state, value))),
        Plain("lower", (state, value) => PythonCasing.Lower(PythonPrint.Str(state, value))),
        Plain("capitalize", (state, value) => PythonCasing.Capitalize(PythonPrint.Str(state, value))),
        Plain("title", (state, value) => Title(PythonPrint.Str(state, value))),
        Plain("string", (state, value) => value is Markup ? value : PythonPrint.Str(state, value)),
        Plain("safe", (state, value) => new Markup(PythonPrint.Str(state, value))),
        Plain("e", Escape),
        Plain("escape", Escape),
        Plain("forceescape", (state, value) => new Markup(Markup.Escape(PythonPrint.Str(state, value)))),
        Plain("wordcount", (state, value) => Boxed.Integer(CountWords(PythonPrint.Str(state, value)))),
        ("trim", new Filter("trim", ["chars"], (state, value, p)
            => PythonText.Strip(PythonPrint.Str(state, value), p.TextOrNone(0, "trim"), start: true, end: true))),
        ("replace", new Filter("replace", ["old", "new", "count"], Replace)),
        ("indent", new Filter("indent", ["width", "first", "blank"], Indent)),
        ("center", new Filter("center", ["width"], (state, value, p)
            => Padding.Center(state, PythonPrint.Str(state, value), p.Integer(0, "center", 80), ' '))),
        ("truncate", new Filter("truncate", ["length", "killwords", "end", "leeway"], Truncate)),
        ("format", new Filter(Format)),
        ("tojson", ToJson.Filter),
    ];

    private static (string, Filter) Plain(string name, Func<RenderState, object, object> body)
        => (name, new Filter(name, [], (state, value, _) => body(state, value)));

    private static Markup Escape(RenderState state, object value)
        => value as Markup ?? new Markup(Markup.Escape(PythonPrint.Str(state, value)));

    // Jinja's title, unlike Python's, starts words only after - ( [ { < and white space.
    private static string Title(string text)
    {
        StringBuilder title = new(text.Length);
        for (int at = 0; at < text.Length;)
        {
            int end = at;
            while (end < text.Length && !StartsWord(text[end])) end++;
            if (end > at)
            {
                int first = char.IsSurrogatePair(text, at) ? 2 : 1;
                title.Append(PythonCasing.Upper(text.Substring(at, first))).Append(PythonCasing.Lower(text[(at + first)..end]));
            }
            if (end < text.Length) title.Append(text[end++]);
            at = end;
        }
        return title.ToString();
    }

    private static bool StartsWord(char c) => c is '-' or '(' or '[' or '{' or '<' || PythonText.IsSpace(c);

    private static int CountWords(string text)
    {
        int words = 0;
        for (int i = 0; i < text.Length; i++)
            if (IsWord(text[i]) && (i == 0 || !IsWord(text[i - 1]))) words++;
        return words;
    }

    private static bool IsWord(char c) => c == '_' || char.IsLetterOrDigit(c);

    private static string Replace(RenderState state, object value, ParameterValues p)
    {
        string old = PythonPrint.Str(state, p.Required(0, "replace")), replacement = PythonPrint.Str(state, p.Required(1, "replace"));
        long count = p.IsNoneOrMissing(2) ? -1 : p.Integer(2, "replace");
        return Replacing.Apply(state, PythonPrint.Str(state, value), old, replacement, count);
    }

    private static string Indent(RenderState state, object value, ParameterValues p)
    {
        string indent = p[0] is { } width && PythonPrint.TryText(width, out string text)
            ? text
            : Padding.Blanks(state, p.Integer(0, "indent", 4));
        bool first = p.Flag(1), blank = p.Flag(2);
        List<string> lines = PythonText.SplitLines(PythonPrint.Str(state, value) + "\n", keepEnds: false);
        state.Charge(lines.Sum(l => (long)l.Length + indent.Length + 1));
        StringBuilder result = new();
        for (int i = 0; i < lines.Count; i++)
        {
            if (i > 0) result.Append('\n');
            if (i == 0 ? first : blank || lines[i].Length > 0) result.Append(indent);
            result.Append(lines[i]);
        }
        return result.ToString();
    }

    private static string Truncate(RenderState state, object value, ParameterValues p)
    {
        string text = PythonPrint.Str(state, value), end = p[2] is null ? "..." : p.Text(2, "truncate");
        long length = p.Integer(0, "truncate", 255), leeway = p.IsNoneOrMissing(3) ? 5 : p.Integer(3, "truncate");
        int endLength = PythonText.Length(end);
        if (length < endLength || leeway < 0)
            throw state.BadValue($"'truncate' cannot cut to {length} characters with an end of {endLength}.");
        if (PythonText.Length(text) <= length + leeway) return text;
        string cut = string.Concat(PythonText.Characters(text).Take((int)length - endLength));
        if (!p.Flag(1) && cut.LastIndexOf(' ') is >= 0 and var space) cut = cut[..space];
        return cut + end;
    }

    private static string Format(RenderState state, object value, Arguments arguments)
    {
        if (arguments.Positional.Length > 0 && arguments.Named.Length > 0)
            throw state.BadValue("'format' takes arguments by position or by name, not both.");
        object values = arguments.Named.Length > 0
            ? JinjaDict.Of(arguments.Named.Select(n => KeyValuePair.Create((object)n.Key, n.Value)))
            : new JinjaTuple(arguments.Positional);
        return PercentFormat.Apply(state, PythonPrint.Str(state, value), values);
    }
}
