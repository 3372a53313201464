using System.Collections.Concurrent;
using System.Globalization;

namespace EdgeAgent.Grammar.Regex;

/// <summary>Reads regular expressions of ECMA-262 in Unicode mode, which JSON Schema's <c>pattern</c> asks for.</summary>
/// <remarks>
/// Two liberties, as people write patterns: any character but a letter or digit may be escaped, and braces and a closing bracket may stand for
/// themselves. References to groups, which are not regular, are refused: a <see cref="FormatException"/> says so.
/// </remarks>
internal sealed class RegexParser
{
    private const int MaxDepth = 200;
    private const int MaxCount = 1_000_000;
    private const int MaxKept = 4_096;

    /// <summary>Sets by the text between the brackets: schemas repeat them, and to spell a set takes longer than all else here.</summary>
    private static readonly ConcurrentDictionary<string, CodePoints> Classes = new(StringComparer.Ordinal);

    private readonly string _text;
    private int _at;
    private int _depth;

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
        if (parts.Count == 1) return parts[0];
        if (parts.TrueForAll(p => p is RegexNode.One)) return new RegexNode.One(CodePoints.Of(parts.SelectMany(p => ((RegexNode.One)p).Set.Ranges)));
        return new RegexNode.Choice(parts);
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
        return new RegexNode.Repeat(atom, min, max);
    }

    /// <summary>The bounds of <c>{n}</c>, <c>{n,}</c>, <c>{n,m}</c>, left at the closing brace; null where the brace is none of a quantifier.</summary>
    private (int Min, int? Max)? Counts()
    {
        int close = _text.IndexOf('}', _at);
        if (close < 0) return null;
        ReadOnlySpan<char> bounds = _text.AsSpan()[(_at + 1)..close];
        int comma = bounds.IndexOf(',');
        ReadOnlySpan<char> low = comma < 0 ? bounds : bounds[..comma], high = comma < 0 ? [] : bounds[(comma + 1)..];
        if (low.IsEmpty || low.ContainsAnyExceptInRange('0', '9') || high.ContainsAnyExceptInRange('0', '9')) return null;
        int min = Count(low);
        int? max = comma < 0 ? min : high.IsEmpty ? null : Count(high);
        _at = close;
        return (min, max);
    }

    private static int Count(ReadOnlySpan<char> digits) => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n <= MaxCount
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
            case '[': return new RegexNode.One(KnownClass());
            case '\\': return Escape();
            case '*' or '+' or '?': throw new FormatException($"'{c}' has nothing to repeat");
            default:
                _at--;
                return Character(NextCodePoint());
        }
    }

    private RegexNode Group()
    {
        if (++_depth > MaxDepth) throw new FormatException($"its groups are nested more than {MaxDepth} deep");
        (bool looks, bool ahead, bool negated) = (false, true, false);
        if (Take('?'))
        {
            if (Take(':')) looks = false;
            else if (Take('=') || Take('!')) (looks, negated) = (true, _text[_at - 1] == '!');
            else if (!Take('<')) throw new FormatException("'(?' must be followed by ':', '=', '!' or '<'");
            else if (Take('=') || Take('!')) (looks, ahead, negated) = (true, false, _text[_at - 1] == '!');
            else
            {
                int end = _text.IndexOf('>', _at);
                _at = end < 0 ? throw new FormatException("a group's name has no end") : end + 1;
            }
        }
        RegexNode inside = Choice();
        if (!Take(')')) throw new FormatException("a '(' has no ')'");
        _depth--;
        return looks ? new RegexNode.Look(inside, ahead, negated) : inside;
    }

    private RegexNode Escape()
    {
        if (AtEnd) throw new FormatException("it ends with '\\'");
        char c = _text[_at];
        if (c is (>= '1' and <= '9') or 'k') throw new FormatException($"it refers back to a group ('\\{c}'), which is not regular");
        if (Take('b') || Take('B')) return new RegexNode.WordBoundary(c == 'B');
        return SetOf(c) is CodePoints set ? new RegexNode.One(set) : Character(EscapedCharacter());
    }

    /// <summary>The set of a class escape, read past; null where the escape stands for one character.</summary>
    private CodePoints? SetOf(char c)
    {
        CodePoints? set = c switch
        {
            'd' => CodePoints.Digits,
            'D' => CodePoints.NotDigits,
            'w' => CodePoints.Word,
            'W' => CodePoints.NotWord,
            's' => CodePoints.Space,
            'S' => CodePoints.NotSpace,
            _ => null,
        };
        if (set is not null) _at++;
        else if (c is 'p' or 'P') set = Property(c == 'P');
        return set;
    }

    private CodePoints Property(bool negated)
    {
        int open = _at + 1, close = _text.IndexOf('}', _at);
        if (close < 0 || open >= _text.Length || _text[open] != '{') throw new FormatException("'\\p' must be followed by '{property}'");
        string name = _text[(open + 1)..close];
        _at = close + 1;
        CodePoints set = CodePoints.Property(name) ?? throw new FormatException($"there is no Unicode property '{name}'");
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

    /// <summary>The set of a bracketed class, kept by its text.</summary>
    private CodePoints KnownClass()
    {
        int end = _at;
        while (end < _text.Length && _text[end] != ']') end += _text[end] == '\\' ? 2 : 1;
        if (end >= _text.Length) throw new FormatException("a '[' has no ']'");
        ReadOnlySpan<char> text = _text.AsSpan()[_at..end];
        if (Classes.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out CodePoints? known)) _at = end + 1;
        else
        {
            known = Class();
            if (Classes.Count < MaxKept && text.Length < 16_384) Classes.TryAdd(text.ToString(), known);
        }
        return known;
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

    private static RegexNode.One Character(int c) => c < Ascii.Length ? Ascii[c] : new(CodePoints.Of([(c, c)]));

    private static readonly RegexNode.One[] Ascii = [.. Enumerable.Range(0, 128).Select(c => new RegexNode.One(CodePoints.Of([(c, c)])))];

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
}
