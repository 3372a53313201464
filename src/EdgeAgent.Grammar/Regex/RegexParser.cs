using System.Globalization;

namespace EdgeAgent.Grammar.Regex;

/// <summary>Reads regular expressions of ECMA-262 in Unicode mode, which JSON Schema's <c>pattern</c> asks for.</summary>
/// <remarks>What is not regular, or looks around (<c>\1 (?=…) (?!…) (?&lt;=…) (?&lt;!…) \b</c>), is refused: a <see cref="FormatException"/> says what.</remarks>
internal sealed class RegexParser
{
    private const int MaxGroups = 100;
    private const int MaxCount = 10_000;

    private readonly string _text;
    private int _at;
    private int _groups;

    private RegexParser(string text) => _text = text;

    public static RegexNode Parse(string pattern)
    {
        RegexParser parser = new(pattern);
        RegexNode node = parser.Choice();
        return parser._at == pattern.Length ? node : throw new FormatException("a ')' has no '('");
    }

    private bool AtEnd => _at >= _text.Length;

    private RegexNode Choice()
    {
        List<RegexNode> parts = [Sequence()];
        while (Take('|')) parts.Add(Sequence());
        return parts.Count == 1 ? parts[0] : new RegexNode.Choice(parts);
    }

    private RegexNode Sequence()
    {
        List<RegexNode> parts = [];
        while (!AtEnd && _text[_at] is not ('|' or ')')) parts.Add(Quantified());
        return parts.Count switch { 0 => new RegexNode.Empty(), 1 => parts[0], _ => new RegexNode.Sequence(parts) };
    }

    private RegexNode Quantified()
    {
        RegexNode atom = Atom();
        if (AtEnd) return atom;
        (int Min, int? Max)? count = _text[_at] switch { '*' => (0, null), '+' => (1, null), '?' => (0, 1), '{' => Counts(), _ => null };
        if (count is null) return atom;
        (int min, int? max) = count.Value;
        _at++;
        Take('?'); // lazy or greedy: the same texts match
        if (!AtEnd && _text[_at] is '*' or '+' or '?') throw new FormatException("a quantifier follows a quantifier");
        if (max < min) throw new FormatException("a quantifier's bounds are in the wrong order");
        return atom is RegexNode.Anchor ? throw new FormatException("an anchor cannot be repeated") : new RegexNode.Repeat(atom, min, max);
    }

    /// <summary>The bounds of <c>{n}</c>, <c>{n,}</c>, <c>{n,m}</c>, left at the closing brace; null where the brace is none of a quantifier.</summary>
    private (int Min, int? Max)? Counts()
    {
        int close = _text.IndexOf('}', _at);
        if (close < 0) return null;
        string[] bounds = _text[(_at + 1)..close].Split(',');
        if (bounds.Length > 2 || !IsNumber(bounds[0]) || (bounds.Length == 2 && bounds[1].Length > 0 && !IsNumber(bounds[1]))) return null;
        int min = Count(bounds[0]);
        int? max = bounds.Length == 1 ? min : bounds[1].Length == 0 ? null : Count(bounds[1]);
        _at = close;
        return (min, max);
    }

    private static bool IsNumber(string text) => text.Length > 0 && text.All(char.IsAsciiDigit);

    private static int Count(string digits) => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n <= MaxCount
        ? n : throw new FormatException($"a quantifier counts to more than {MaxCount}");

    private RegexNode Atom()
    {
        char c = _text[_at++];
        switch (c)
        {
            case '^': return new RegexNode.Anchor(true);
            case '$': return new RegexNode.Anchor(false);
            case '.': return new RegexNode.One(CodePoints.Dot);
            case '(': return Group();
            case '[': return new RegexNode.One(Class());
            case '\\': return Escape();
            case '*' or '+' or '?': throw new FormatException($"'{c}' has nothing to repeat");
            default:
                _at--;
                return Character(NextCodePoint());
        }
    }

    private RegexNode Group()
    {
        if (++_groups > MaxGroups) throw new FormatException($"it has more than {MaxGroups} groups");
        if (Take('?'))
        {
            if (Take('<'))
            {
                if (!AtEnd && _text[_at] is '=' or '!') throw new FormatException("it looks behind");
                int end = _text.IndexOf('>', _at);
                _at = end < 0 ? throw new FormatException("a group's name has no end") : end + 1;
            }
            else if (!Take(':')) throw new FormatException(!AtEnd && _text[_at] is '=' or '!' ? "it looks ahead" : "'(?' must be followed by ':' or '<name>'");
        }
        RegexNode inside = Choice();
        return Take(')') ? inside : throw new FormatException("a '(' has no ')'");
    }

    private RegexNode.One Escape()
    {
        if (AtEnd) throw new FormatException("it ends with '\\'");
        char c = _text[_at];
        if (c is 'b' or 'B') throw new FormatException("it asks for word boundaries, which look around");
        if (c is (>= '1' and <= '9') or 'k') throw new FormatException("it refers back to a group");
        return SetOf(c) is CodePoints set ? new RegexNode.One(set) : Character(EscapedCharacter());
    }

    /// <summary>The set of a class escape, read past; null where the escape stands for one character.</summary>
    private CodePoints? SetOf(char c)
    {
        CodePoints? set = c switch
        {
            'd' => CodePoints.Digits,
            'D' => CodePoints.Digits.Complement(),
            'w' => CodePoints.Word,
            'W' => CodePoints.Word.Complement(),
            's' => CodePoints.Space,
            'S' => CodePoints.Space.Complement(),
            _ => null,
        };
        if (set is not null) _at++;
        else if (c is 'p' or 'P') set = Property(c == 'P');
        return set;
    }

    private CodePoints Property(bool negated)
    {
        int open = _at + 1, close = _text.IndexOf('}', _at);
        if (close < 0 || open >= _text.Length || _text[open] != '{') throw new FormatException("'\\p' must be followed by '{category}'");
        string name = _text[(open + 1)..close].Replace("General_Category=", "", StringComparison.Ordinal).Replace("gc=", "", StringComparison.Ordinal);
        _at = close + 1;
        CodePoints set = CodePoints.Category(LongNames.GetValueOrDefault(name, name)) ?? throw new FormatException($"the Unicode property '{name}' is not supported");
        return negated ? set.Complement() : set;
    }

    private int EscapedCharacter()
    {
        char c = _text[_at++];
        switch (c)
        {
            case 't': return '\t';
            case 'n': return '\n';
            case 'v': return '\v';
            case 'f': return '\f';
            case 'r': return '\r';
            case '0': return 0;
            case 'c' when !AtEnd && char.IsAsciiLetter(_text[_at]): return _text[_at++] & 31;
            case 'x': return Hex(2);
            case 'u': return UnicodeEscape();
            default:
                if (char.IsAsciiLetterOrDigit(c)) throw new FormatException($"'\\{c}' means nothing");
                _at--;
                return NextCodePoint();
        }
    }

    private int UnicodeEscape()
    {
        if (Take('{'))
        {
            int close = _text.IndexOf('}', _at);
            if (close < 0 || !int.TryParse(_text.AsSpan(_at, close - _at), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value) || value is < 0 or > 0x10FFFF)
                throw new FormatException("'\\u{' must hold a code point and end with '}'");
            _at = close + 1;
            return value;
        }
        int unit = Hex(4);
        if (unit is < 0xD800 or > 0xDBFF || _at + 6 > _text.Length || _text[_at] != '\\' || _text[_at + 1] != 'u') return unit;
        _at += 2;
        int low = Hex(4);
        return low is >= 0xDC00 and <= 0xDFFF ? char.ConvertToUtf32((char)unit, (char)low) : throw new FormatException("half a surrogate pair stands alone");
    }

    private int Hex(int digits)
    {
        if (_at + digits > _text.Length || !int.TryParse(_text.AsSpan(_at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value))
            throw new FormatException($"{digits} hexadecimal digits are missing");
        _at += digits;
        return value;
    }

    private CodePoints Class()
    {
        bool negated = Take('^');
        List<(int, int)> ranges = [];
        while (true)
        {
            if (AtEnd) throw new FormatException("a '[' has no ']'");
            if (Take(']')) break;
            CodePoints? set = ClassItem(out int first);
            if (set is null && _at + 1 < _text.Length && _text[_at] == '-' && _text[_at + 1] != ']')
            {
                _at++;
                if (ClassItem(out int last) is not null) throw new FormatException("a range ends with a set");
                ranges.Add(first <= last ? (first, last) : throw new FormatException("a range is in the wrong order"));
            }
            else if (set is null) ranges.Add((first, first));
            else ranges.AddRange(set.Ranges);
        }
        CodePoints all = CodePoints.Of(ranges);
        return negated ? all.Complement() : all;
    }

    private CodePoints? ClassItem(out int character)
    {
        character = 0;
        if (!Take('\\'))
        {
            character = NextCodePoint();
            return null;
        }
        if (AtEnd) throw new FormatException("it ends with '\\'");
        if (SetOf(_text[_at]) is CodePoints set) return set;
        character = Take('b') ? '\b' : EscapedCharacter();
        return null;
    }

    private static RegexNode.One Character(int c) => new(CodePoints.Of([(c, c)]));

    private int NextCodePoint()
    {
        int c = char.IsHighSurrogate(_text[_at]) && _at + 1 < _text.Length && char.IsLowSurrogate(_text[_at + 1]) ? char.ConvertToUtf32(_text[_at], _text[_at + 1]) : _text[_at];
        _at += c > 0xFFFF ? 2 : 1;
        return c;
    }

    private bool Take(char c)
    {
        if (AtEnd || _text[_at] != c) return false;
        _at++;
        return true;
    }

    private static readonly Dictionary<string, string> LongNames = new(StringComparer.Ordinal)
    {
        ["Letter"] = "L", ["Uppercase_Letter"] = "Lu", ["Lowercase_Letter"] = "Ll", ["Titlecase_Letter"] = "Lt", ["Modifier_Letter"] = "Lm",
        ["Other_Letter"] = "Lo", ["Mark"] = "M", ["Number"] = "N", ["Decimal_Number"] = "Nd", ["digit"] = "Nd", ["Letter_Number"] = "Nl",
        ["Other_Number"] = "No", ["Punctuation"] = "P", ["punct"] = "P", ["Symbol"] = "S", ["Math_Symbol"] = "Sm", ["Currency_Symbol"] = "Sc",
        ["Separator"] = "Z", ["Space_Separator"] = "Zs", ["Other"] = "C", ["Control"] = "Cc", ["cntrl"] = "Cc",
    };
}
