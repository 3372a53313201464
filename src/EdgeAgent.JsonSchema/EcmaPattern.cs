using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace EdgeAgent.JsonSchema;

/// <summary>Turns a regular expression of ECMA-262 (Unicode mode, as JSON Schema wants it) into one of .NET with the same meaning.</summary>
/// <remarks>
/// They differ in what <c>\d \w \s . $</c> mean and in characters above U+FFFF, which .NET sees as two. Matching is linear in time where the
/// expression allows it; one with look-around or back-references has a time limit.
/// </remarks>
internal sealed class EcmaPattern
{
    private const string Digits = "0-9";
    private const string NotDigits = @"\u0000-/:-\uffff";
    private const string Word = "a-zA-Z0-9_";
    private const string NotWord = @"\u0000-/:-@\u005b-\u005e`{-\uffff";
    private const string Space = @"\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff";
    private const string NotSpace = @"\u0000-\u0008\u000e-\u001f!-\u009f\u00a1-\u167f\u1681-\u1fff\u200b-\u2027\u202a-\u202e\u2030-\u205e\u2060-\u2fff\u3001-\ufefe\uff00-\uffff";
    private const string Pair = @"[\ud800-\udbff][\udc00-\udfff]";
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(1);

    private readonly string _pattern;
    private readonly StringBuilder _out = new();
    private int _at;

    private EcmaPattern(string pattern) => _pattern = pattern;

    /// <summary>The expression, ready to match.</summary>
    /// <exception cref="FormatException">It is not ECMA-262, or uses what .NET has no like for; the message says what.</exception>
    public static Regex Compile(string pattern)
    {
        string translated = new EcmaPattern(pattern).Translate();
        try
        {
            return new Regex(translated, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
        catch (NotSupportedException) // look-around, back-references, or too large for an automaton
        {
            return new Regex(translated, RegexOptions.CultureInvariant, TimeLimit);
        }
        catch (ArgumentException e)
        {
            throw new FormatException(e.Message, e);
        }
    }

    public static bool IsValid(string pattern)
    {
        try
        {
            _ = Compile(pattern);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private string Translate()
    {
        while (_at < _pattern.Length)
        {
            char c = _pattern[_at++];
            switch (c)
            {
                case '\\': Escape(inClass: false); break;
                case '[': Class(); break;
                case '.': _out.Append(@"(?:[^\n\r\u2028\u2029\ud800-\udfff]|").Append(Pair).Append(')'); break;
                case '$': _out.Append(@"\z"); break;
                case '(': Group(); break;
                default: Literal(c); break;
            }
        }
        return _out.ToString();
    }

    /// <summary>A character outside classes; a pair of surrogates stays together under a quantifier.</summary>
    private void Literal(char c)
    {
        if (char.IsHighSurrogate(c) && _at < _pattern.Length && char.IsLowSurrogate(_pattern[_at])) _out.Append("(?:").Append(c).Append(_pattern[_at++]).Append(')');
        else _out.Append(c);
    }

    private void Group()
    {
        _out.Append('(');
        if (_at >= _pattern.Length || _pattern[_at] != '?') return;
        ReadOnlySpan<char> rest = _pattern.AsSpan(_at + 1);
        if (rest.IsEmpty || rest[0] is not (':' or '=' or '!' or '<')) throw new FormatException("'(?' must be followed by ':', '=', '!' or '<'");
    }

    private void Class()
    {
        StringBuilder outer = new();
        bool negated = _at < _pattern.Length && _pattern[_at] == '^';
        if (negated) _at++;
        int start = _out.Length;
        while (_at < _pattern.Length && _pattern[_at] != ']') ClassItem(outer);
        if (_at >= _pattern.Length) throw new FormatException("a '[' is not closed");
        _at++;
        string items = _out.ToString(start, _out.Length - start);
        _out.Length = start;
        string plain = items.Length == 0 ? (negated ? @"[\s\S]" : "(?!)") : negated ? $@"[^{items}\ud800-\udfff]" : $"[{items}]";
        if (outer.Length == 0 && !negated) _out.Append(plain);
        else if (!negated) _out.Append("(?:").Append(plain).Append(outer).Append(')');
        else _out.Append("(?:").Append(plain).Append('|').Append(outer.Length == 0 ? "" : $"(?!{outer.ToString()[1..]})").Append(Pair).Append(')');
    }

    /// <summary>One item of a class; those above U+FFFF go to <paramref name="outer"/> as alternatives.</summary>
    private void ClassItem(StringBuilder outer)
    {
        char c = _pattern[_at++];
        if (char.IsHighSurrogate(c) && _at < _pattern.Length && char.IsLowSurrogate(_pattern[_at]))
        {
            char low = _pattern[_at++];
            if (_at < _pattern.Length - 1 && _pattern[_at] == '-' && _pattern[_at + 1] != ']') throw new FormatException("a range of characters above U+FFFF is not supported");
            outer.Append('|').Append(c).Append(low);
        }
        else if (c == '\\') Escape(inClass: true);
        else if (c == '[') _out.Append(@"\["); // .NET would read a class subtraction
        else _out.Append(c);
    }

    private void Escape(bool inClass)
    {
        if (_at >= _pattern.Length) throw new FormatException("it ends with '\\'");
        char c = _pattern[_at++];
        switch (c)
        {
            case 'd': Set(Digits, inClass); break;
            case 'D': Set(NotDigits, inClass); break;
            case 'w': Set(Word, inClass); break;
            case 'W': Set(NotWord, inClass); break;
            case 's': Set(Space, inClass); break;
            case 'S': Set(NotSpace, inClass); break;
            case 'b' when inClass: Unit('\b'); break;
            case 'b': _out.Append($"(?:(?<=[{Word}])(?![{Word}])|(?<![{Word}])(?=[{Word}]))"); break;
            case 'B' when !inClass: _out.Append($"(?:(?<=[{Word}])(?=[{Word}])|(?<![{Word}])(?![{Word}]))"); break;
            case 'c' when _at < _pattern.Length && char.IsAsciiLetter(_pattern[_at]): Unit((char)(_pattern[_at++] & 31)); break;
            case 'x': Unit((char)Hex(2)); break;
            case 'u': CodePoint(inClass); break;
            case 'p' or 'P': Category(c); break;
            case '0': Unit('\0'); break;
            case 't' or 'n' or 'v' or 'f' or 'r': _out.Append('\\').Append(c); break;
            case 'k' when !inClass: _out.Append(@"\k"); break;
            default: Identity(c, inClass); break;
        }
    }

    private void Identity(char c, bool inClass)
    {
        if (char.IsAsciiLetter(c) || (inClass && char.IsAsciiDigit(c))) throw new FormatException($"'\\{c}' means nothing");
        if (char.IsAscii(c)) _out.Append('\\');
        _out.Append(c);
    }

    private void Set(string items, bool inClass) => _out.Append(inClass ? items : $"[{items}]");

    private void Unit(char c) => _out.Append(CultureInfo.InvariantCulture, $@"\u{(int)c:x4}");

    private int Hex(int digits)
    {
        if (_at + digits > _pattern.Length || !int.TryParse(_pattern.AsSpan(_at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value))
            throw new FormatException($"{digits} hexadecimal digits are missing");
        _at += digits;
        return value;
    }

    private void CodePoint(bool inClass)
    {
        if (_at >= _pattern.Length || _pattern[_at] != '{')
        {
            Unit((char)Hex(4));
            return;
        }
        int end = _pattern.IndexOf('}', _at);
        if (end < 0 || !int.TryParse(_pattern.AsSpan(_at + 1, end - _at - 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value) || value > 0x10FFFF)
            throw new FormatException("'\\u{' must hold a code point and end with '}'");
        _at = end + 1;
        if (value <= 0xFFFF) Unit((char)value);
        else if (inClass) throw new FormatException("'\\u{…}' above U+FFFF in a class is not supported");
        else _out.Append("(?:").Append(char.ConvertFromUtf32(value)).Append(')');
    }

    private void Category(char c)
    {
        int end = _at < _pattern.Length && _pattern[_at] == '{' ? _pattern.IndexOf('}', _at) : -1;
        if (end < 0) throw new FormatException($"'\\{c}' must be followed by '{{category}}'");
        string name = _pattern[(_at + 1)..end];
        _at = end + 1;
        name = name.Replace("General_Category=", "", StringComparison.Ordinal).Replace("gc=", "", StringComparison.Ordinal);
        string category = LongNames.GetValueOrDefault(name, name);
        if (category.Length > 2) throw new FormatException($"the Unicode property '{name}' is not supported");
        _out.Append('\\').Append(c).Append('{').Append(category).Append('}');
    }

    private static readonly Dictionary<string, string> LongNames = new(StringComparer.Ordinal)
    {
        ["Letter"] = "L", ["Uppercase_Letter"] = "Lu", ["Lowercase_Letter"] = "Ll", ["Titlecase_Letter"] = "Lt", ["Modifier_Letter"] = "Lm",
        ["Other_Letter"] = "Lo", ["Mark"] = "M", ["Number"] = "N", ["Decimal_Number"] = "Nd", ["digit"] = "Nd", ["Letter_Number"] = "Nl",
        ["Other_Number"] = "No", ["Punctuation"] = "P", ["punct"] = "P", ["Symbol"] = "S", ["Math_Symbol"] = "Sm", ["Currency_Symbol"] = "Sc",
        ["Separator"] = "Z", ["Space_Separator"] = "Zs", ["Other"] = "C", ["Control"] = "Cc", ["cntrl"] = "Cc",
    };
}
