using System.Globalization;
using System.Text;
using EdgeAgent.Templates.Jinja.Operations;
using EdgeAgent.Templates.Jinja.Values;

namespace EdgeAgent.Templates.Jinja.Library;

/// <summary>The methods of Python's <c>str</c>.</summary>
internal static class TextMethods
{
    private static readonly string[] s_search = ["sub", "start", "end"];

    public static IEnumerable<Method> All =>
    [
        Of("strip", ["chars"], (_, self, p) => PythonText.Strip(self, p.TextOrNone(0, "strip"), start: true, end: true)),
        Of("lstrip", ["chars"], (_, self, p) => PythonText.Strip(self, p.TextOrNone(0, "lstrip"), start: true, end: false)),
        Of("rstrip", ["chars"], (_, self, p) => PythonText.Strip(self, p.TextOrNone(0, "rstrip"), start: false, end: true)),
        Of("split", ["sep", "maxsplit"], Split),
        Of("rsplit", ["sep", "maxsplit"], SplitFromEnd),
        Of("splitlines", ["keepends"], (_, self, p) => List(PythonText.SplitLines(self, keepEnds: p.Integer(0, "splitlines", 0) != 0))),
        Of("startswith", ["prefix", "start", "end"], (state, self, p)
            => Affix(state, "startswith", Part(state, self, p).Text, p, (text, affix) => text.StartsWith(affix, StringComparison.Ordinal))),
        Of("endswith", ["suffix", "start", "end"], (state, self, p)
            => Affix(state, "endswith", Part(state, self, p).Text, p, (text, affix) => text.EndsWith(affix, StringComparison.Ordinal))),
        Of("replace", ["old", "new", "count"], (state, self, p)
            => Replacing.Apply(state, self, p.Text(0, "replace"), p.Text(1, "replace"), p.Integer(2, "replace", -1))),
        Of("upper", [], (_, self, _) => PythonCasing.Upper(self)),
        Of("lower", [], (_, self, _) => PythonCasing.Lower(self)),
        Of("title", [], (_, self, _) => PythonCasing.TitleWords(self)),
        Of("capitalize", [], (_, self, _) => PythonCasing.Capitalize(self)),
        Of("swapcase", [], (_, self, _) => PythonCasing.SwapCase(self)),
        Of("casefold", [], (_, self, _) => PythonCasing.Lower(self.Replace("ß", "ss", StringComparison.Ordinal))),
        Of("find", s_search, (state, self, p) => Boxed.Integer(Find(state, self, p, "find", last: false))),
        Of("rfind", s_search, (state, self, p) => Boxed.Integer(Find(state, self, p, "rfind", last: true))),
        Of("index", s_search, (state, self, p) => Index(state, self, p, "index", last: false)),
        Of("rindex", s_search, (state, self, p) => Index(state, self, p, "rindex", last: true)),
        Of("count", s_search, Count),
        Of("join", ["iterable"], Join),
        Method.Free<string>("format", BraceFormat.Apply),
        Of("partition", ["sep"], (state, self, p) => Partition(state, self, p.Text(0, "partition"), last: false)),
        Of("rpartition", ["sep"], (state, self, p) => Partition(state, self, p.Text(0, "rpartition"), last: true)),
        Of("removeprefix", ["prefix"], (_, self, p)
            => self.StartsWith(p.Text(0, "removeprefix"), StringComparison.Ordinal) ? self[p.Text(0, "removeprefix").Length..] : self),
        Of("removesuffix", ["suffix"], (_, self, p)
            => self.EndsWith(p.Text(0, "removesuffix"), StringComparison.Ordinal) ? self[..^p.Text(0, "removesuffix").Length] : self),
        Of("center", ["width", "fillchar"], (state, self, p) => Padding.Center(state, self, p.Integer(0, "center"), FillChar(state, p))),
        Of("ljust", ["width", "fillchar"], (state, self, p) => Padding.Left(state, self, p.Integer(0, "ljust"), FillChar(state, p))),
        Of("rjust", ["width", "fillchar"], (state, self, p) => Padding.Right(state, self, p.Integer(0, "rjust"), FillChar(state, p))),
        Of("zfill", ["width"], ZeroFill),
        Of("expandtabs", ["tabsize"], ExpandTabs),
        Is("isdigit", IsDigit),
        Is("isdecimal", c => Category(c) == UnicodeCategory.DecimalDigitNumber),
        Is("isnumeric", IsNumeric),
        Is("isalpha", IsLetter),
        Is("isalnum", c => IsLetter(c) || IsNumeric(c)),
        Is("isspace", c => PythonText.IsSpace(c[0])),
        Of("isascii", [], (_, self, _) => Boxed.Bool(Ascii.IsValid(self))),
        Of("isupper", [], (_, self, _) => Boxed.Bool(PythonCasing.IsAll(self, upper: true))),
        Of("islower", [], (_, self, _) => Boxed.Bool(PythonCasing.IsAll(self, upper: false))),
    ];

    private static Method Of(string name, string[] parameters, MethodBody<string> body)
        => Method.Of<string>(name, parameters, (state, self, p) =>
        {
            state.Charge(self.Length);
            return body(state, self, p);
        });

    private static Method Is(string name, Func<string, bool> holds)
        => Of(name, [], (_, self, _) => Boxed.Bool(self.Length > 0 && PythonText.Characters(self).All(holds)));

    private static JinjaList List(IEnumerable<string> texts) => new([.. texts]);

    private static object Split(RenderState state, string self, ParameterValues p)
    {
        long limit = p.Integer(1, "split", -1);
        if (p.TextOrNone(0, "split") is not { } separator) return List(PythonText.SplitAtSpace(self, limit));
        if (separator.Length == 0) throw state.BadValue("The separator of 'split' is empty.");
        int parts = limit < 0 ? int.MaxValue : (int)Math.Min(limit, int.MaxValue - 1) + 1;
        return List(self.Split(separator, parts, StringSplitOptions.None));
    }

    private static object SplitFromEnd(RenderState state, string self, ParameterValues p)
    {
        long limit = p.Integer(1, "rsplit", -1);
        if (p.TextOrNone(0, "rsplit") is not { } separator) return List(PythonText.SplitAtSpaceFromEnd(self, limit));
        if (separator.Length == 0) throw state.BadValue("The separator of 'rsplit' is empty.");
        List<string> parts = [];
        int end = self.Length;
        while (limit < 0 || parts.Count < limit)
        {
            int at = self.AsSpan(0, end).LastIndexOf(separator);
            if (at < 0) break;
            parts.Add(self[(at + separator.Length)..end]);
            end = at;
        }
        parts.Add(self[..end]);
        parts.Reverse();
        return List(parts);
    }

    /// <summary>The part between the parameters start and end, which count code points.</summary>
    private static (string Text, int Offset) Part(RenderState state, string self, ParameterValues p)
    {
        if (p[1] is null && p[2] is null) return (self, 0);
        object none = JinjaNone.Value;
        string text = (string)Access.Slice(state, self, p[1] ?? none, p[2] ?? none, none);
        string before = (string)Access.Slice(state, self, none, p[1] ?? Boxed.Integer(0), none);
        return (text, PythonText.Length(before));
    }

    private static object Affix(RenderState state, string name, string text, ParameterValues p, Func<string, string, bool> matches)
    {
        object affix = p.Required(0, name);
        if (affix is not JinjaTuple several) return Boxed.Bool(matches(text, p.Text(0, name)));
        foreach (object one in several.ToArray())
        {
            if (!PythonPrint.TryText(one, out string candidate))
                throw state.BadValue($"'{name}' wants strings, not a {PythonType.NameOf(one)}.");
            if (matches(text, candidate)) return Boxed.True;
        }
        return Boxed.False;
    }

    private static long Find(RenderState state, string self, ParameterValues p, string name, bool last)
    {
        (string text, int offset) = Part(state, self, p);
        string wanted = p.Text(0, name);
        int at = last ? text.LastIndexOf(wanted, StringComparison.Ordinal) : text.IndexOf(wanted, StringComparison.Ordinal);
        return at < 0 ? -1 : offset + PythonText.ToCodePoints(text, at);
    }

    private static object Index(RenderState state, string self, ParameterValues p, string name, bool last)
        => Find(state, self, p, name, last) is >= 0 and var at ? Boxed.Integer(at) : throw state.BadValue("The part is not in the str.");

    private static object Count(RenderState state, string self, ParameterValues p)
    {
        string text = Part(state, self, p).Text, wanted = p.Text(0, "count");
        if (wanted.Length == 0) return Boxed.Integer(PythonText.Length(text) + 1);
        long count = 0;
        for (int at = 0; (at = text.IndexOf(wanted, at, StringComparison.Ordinal)) >= 0; at += wanted.Length) count++;
        return Boxed.Integer(count);
    }

    private static object Join(RenderState state, string self, ParameterValues p)
    {
        int mark = state.Output.Length;
        bool any = false;
        foreach (object element in Iteration.Over(state, p.Required(0, "join")))
        {
            if (!PythonPrint.TryText(element, out string text))
                throw state.BadValue($"'join' wants strings, not a {PythonType.NameOf(element)}.");
            state.Step();
            if (any) state.Output.Append(self);
            any = true;
            state.Output.Append(text);
        }
        return state.Output.Cut(mark);
    }

    private static JinjaTuple Partition(RenderState state, string self, string separator, bool last)
    {
        if (separator.Length == 0) throw state.BadValue("The separator of 'partition' is empty.");
        int at = last ? self.LastIndexOf(separator, StringComparison.Ordinal) : self.IndexOf(separator, StringComparison.Ordinal);
        if (at < 0) return last ? new JinjaTuple("", "", self) : new JinjaTuple(self, "", "");
        return new JinjaTuple(self[..at], separator, self[(at + separator.Length)..]);
    }

    private static char FillChar(RenderState state, ParameterValues p)
        => p[1] is null ? ' ' : p.Text(1, "fillchar") is [var one] ? one : throw state.BadValue("The fill is one character.");

    private static string ZeroFill(RenderState state, string self, ParameterValues p)
    {
        int sign = self.StartsWith('+') || self.StartsWith('-') ? 1 : 0;
        return self[..sign] + Padding.Right(state, self[sign..], p.Integer(0, "zfill") - sign, '0');
    }

    private static string ExpandTabs(RenderState state, string self, ParameterValues p)
    {
        long size = Math.Clamp(p.Integer(0, "expandtabs", 8), 0, state.MaxCharacters);
        state.Charge(self.Length + (size * self.AsSpan().Count('\t')));
        StringBuilder result = new();
        long column = 0;
        foreach (char c in self)
        {
            if (c == '\t')
            {
                long blanks = size == 0 ? 0 : size - (column % size);
                result.Append(' ', (int)blanks);
                column += blanks;
                continue;
            }
            result.Append(c);
            column = c is '\n' or '\r' ? 0 : column + (char.IsLowSurrogate(c) ? 0 : 1);
        }
        return result.ToString();
    }

    private static UnicodeCategory Category(string character) => CharUnicodeInfo.GetUnicodeCategory(character, 0);

    private static bool IsLetter(string character)
        => Category(character) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter
        or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter;

    private static bool IsDigit(string character) => CharUnicodeInfo.GetDigitValue(character, 0) >= 0;

    private static bool IsNumeric(string character) => CharUnicodeInfo.GetNumericValue(character, 0) >= 0;
}
