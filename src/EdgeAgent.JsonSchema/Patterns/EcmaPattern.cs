using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace EdgeAgent.JsonSchema.Patterns;

/// <summary>Turns a regular expression of ECMA-262 (Unicode mode, as JSON Schema wants it) into one of .NET with the same meaning.</summary>
/// <remarks>
/// They differ in what <c>\d \w \s \b . $</c> mean, in characters above U+FFFF, which .NET sees as two, in Unicode's properties, in how groups are numbered, and
/// in what a reference to a group means that took no part (in ECMA-262 the empty text). Beyond Unicode mode's syntax, what people write and annex B.1.2
/// allows is taken: <c>\:</c>, a <c>{</c> that begins no quantifier, a <c>]</c> alone, a <c>-</c> beside a class escape.
/// Matching is linear in time where the expression allows
/// it; one that looks around, refers back or has a set of hundreds of ranges (<c>\p{L}</c>) is matched by trial. Every match has a time limit.
/// </remarks>
internal sealed class EcmaPattern
{
    private const string Word = "a-zA-Z0-9_";
    private const int LargeSet = 100; // ranges; with \p{L} .NET takes 1.5 seconds to make an automaton
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(1);

    private readonly PatternReader _in;
    private readonly StringBuilder _out = new();
    private readonly List<string?> _groups;
    private readonly bool _refersBack;
    private int _group;
    private int _open;
    private bool _mayRepeat;
    private bool _hasLargeSet;

    private EcmaPattern(string pattern)
    {
        _in = new PatternReader(pattern);
        (_groups, _refersBack) = GroupScan.Of(pattern);
    }

    /// <summary>The expression, ready to match.</summary>
    /// <exception cref="FormatException">It is not ECMA-262; the message says what.</exception>
    public static Regex Compile(string pattern)
    {
        EcmaPattern translation = new(pattern);
        string translated = translation.Translate();
        try
        {
            if (!translation._hasLargeSet) return new Regex(translated, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, TimeLimit);
            return new Regex(translated, RegexOptions.CultureInvariant, TimeLimit);
        }
        catch (NotSupportedException) // look-around, references back, or too large for an automaton
        {
            return new Regex(translated, RegexOptions.CultureInvariant, TimeLimit);
        }
        catch (ArgumentException e)
        {
            throw new FormatException(e.Message, e);
        }
    }

    /// <summary>Whether the text is an expression of ECMA-262.</summary>
    public static bool IsValid(string pattern)
    {
        try
        {
            _ = new EcmaPattern(pattern).Translate();
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private string Translate()
    {
        while (!_in.AtEnd) Element();
        if (_open > 0) throw new FormatException("a '(' has no ')'");
        return _out.ToString();
    }

    private void Element()
    {
        char c = _in.Next;
        switch (c)
        {
            case '(': Group(); break;
            case ')': Close(); break;
            case '[': Atom(PatternClass.Read(_in)); break;
            case '\\': Escape(); break;
            case '.': Take(); Atom(CodePointSet.Dot); break;
            case '^' or '|': Take(); Append(c.ToString(), mayRepeat: false); break;
            case '$': Take(); Append(@"\z", mayRepeat: false); break;
            case '*' or '+' or '?': Take(); Quantifier(c.ToString()); break;
            case '{' when _in.TakeCounts() is string counts: Quantifier(counts); break;
            default: Atom(_in.CodePoint()); break;
        }
    }

    private void Take() => _in.At++;

    private void Append(string text, bool mayRepeat)
    {
        _out.Append(text);
        _mayRepeat = mayRepeat;
    }

    private void Atom(int c)
    {
        if (c > 0xFFFF) Append($"(?:{char.ConvertFromUtf32(c)})", mayRepeat: true);
        else if (char.IsAsciiLetterOrDigit((char)c)) Append(((char)c).ToString(), mayRepeat: true);
        else Append(string.Create(CultureInfo.InvariantCulture, $@"\u{c:x4}"), mayRepeat: true);
    }

    private void Atom(CodePointSet set)
    {
        _hasLargeSet |= set.Ranges.Count > LargeSet;
        Append(set.ToNet(), mayRepeat: true);
    }

    private void Quantifier(string text)
    {
        if (!_mayRepeat) throw new FormatException($"'{text}' has nothing to repeat");
        Append(text, mayRepeat: false);
        if (_in.Take('?')) _out.Append('?');
    }

    private void Group()
    {
        Take();
        _open++;
        if (!_in.Take('?'))
        {
            Capture();
            return;
        }
        foreach (string kind in (ReadOnlySpan<string>)[":", "=", "!", "<=", "<!"])
        {
            if (!_in.Take(kind)) continue;
            Append("(?" + kind, mayRepeat: false);
            return;
        }
        if (!_in.Take('<')) throw new FormatException("'(?' must be followed by ':', '=', '!' or '<'");
        _in.GroupName();
        Capture();
    }

    /// <summary>Groups bear numbers of their own as names: .NET would count named ones after the others.</summary>
    private void Capture()
    {
        _group++;
        Append(_refersBack ? string.Create(CultureInfo.InvariantCulture, $"(?<g{_group}>") : "(?:", mayRepeat: false);
    }

    private void Close()
    {
        Take();
        if (--_open < 0) throw new FormatException("a ')' has no '('");
        Append(")", mayRepeat: true);
    }

    private void Escape()
    {
        Take();
        if (_in.Take('b')) Append($"(?:(?<=[{Word}])(?![{Word}])|(?<![{Word}])(?=[{Word}]))", mayRepeat: false);
        else if (_in.Take('B')) Append($"(?:(?<=[{Word}])(?=[{Word}])|(?<![{Word}])(?![{Word}]))", mayRepeat: false);
        else if (_in.Next is >= '1' and <= '9') Refer(_in.Number());
        else if (_in.Take('k')) Refer(_in.Take('<') ? _groups.IndexOf(_in.GroupName()) + 1 : 0);
        else if (PatternClass.TakeSet(_in) is CodePointSet set) Atom(set);
        else Atom(_in.EscapedCodePoint());
    }

    private void Refer(int group)
    {
        if (group < 1 || group > _groups.Count) throw new FormatException("it refers to a group that it has not");
        Append(string.Create(CultureInfo.InvariantCulture, $@"(?:(?(g{group})\k<g{group}>|))"), mayRepeat: true);
    }
}
