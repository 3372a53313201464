using System.Globalization;
using System.Text;
using EdgeAgent.Grammar.Regex;

namespace EdgeAgent.Grammar.Notation;

/// <summary>Reads GBNF, the grammar notation of llama.cpp.</summary>
/// <remarks>
/// Source: llama.cpp, grammars/README.md. Rules <c>name ::= …</c> with texts in quotes, <c>[classes]</c>, <c>.</c>, groups, <c>|</c>, <c>* + ? {m,n}</c>,
/// references and <c># comments</c>; a rule ends at a line's end unless inside parentheses or after <c>|</c> or <c>::=</c>; the text must be one of
/// <c>root</c>. References to tokens (<c>&lt;…&gt;</c>) are refused: here grammars are about text.
/// </remarks>
internal sealed class GbnfParser
{
    private const int MaxDepth = 200;
    private const int MaxCount = 10_000;

    private readonly string _text;
    private readonly List<string> _names = [];
    private readonly List<GbnfNode?> _rules = [];
    private readonly Dictionary<string, (int Index, int At)> _known = new(StringComparer.Ordinal);
    private int _at;
    private int _depth;

    private GbnfParser(string text) => _text = text;

    /// <exception cref="GrammarException">The text is no grammar; the message says where.</exception>
    public static GbnfGrammar Parse(string text)
    {
        GbnfParser parser = new(text);
        parser.Rules();
        for (int i = 0; i < parser._rules.Count; i++)
            if (parser._rules[i] is null)
            {
                parser._at = parser._known[parser._names[i]].At;
                throw parser.Bad($"The rule '{parser._names[i]}' is not there.", "Add it, or correct the name");
            }
        if (!parser._known.TryGetValue("root", out (int Index, int At) root)) throw parser.Bad("There is no rule 'root'.", "Name the rule that the whole text follows 'root'");
        return new GbnfGrammar(text, parser._names, [.. parser._rules.Select(r => r!)], root.Index);
    }

    private bool AtEnd => _at >= _text.Length;

    private void Rules()
    {
        for (Skip(lines: true); !AtEnd; Skip(lines: true))
        {
            int start = _at;
            string name = Name();
            Skip(lines: false);
            if (!_text.AsSpan(_at).StartsWith("::=", StringComparison.Ordinal)) throw Bad($"After the name '{name}' comes no '::='.", "Write rules as: name ::= …");
            _at += 3;
            Skip(lines: true);
            int index = IndexOf(name, start);
            if (_rules[index] is not null)
            {
                _at = start;
                throw Bad($"The rule '{name}' is there twice.", "Join them with '|'");
            }
            _rules[index] = Choice(nested: false);
            if (!AtEnd && _text[_at] is not ('\n' or '\r')) throw Bad($"The rule '{name}' ends before '{_text[_at]}'.", "Put texts in quotes and classes in brackets");
        }
    }

    private GbnfNode Choice(bool nested)
    {
        if (++_depth > MaxDepth) throw Bad($"Groups stand more than {MaxDepth} deep in each other.", "Give some of them rules of their own");
        List<GbnfNode> parts = [Sequence(nested)];
        while (!AtEnd && _text[_at] == '|')
        {
            _at++;
            Skip(lines: true);
            parts.Add(Sequence(nested));
        }
        _depth--;
        return parts.Count == 1 ? parts[0] : new GbnfNode.Choice(parts);
    }

    private GbnfNode Sequence(bool nested)
    {
        List<GbnfNode> parts = [];
        for (Skip(nested); !AtEnd && Item() is GbnfNode item; Skip(nested)) parts.Add(Quantified(item, nested));
        return parts.Count == 1 ? parts[0] : new GbnfNode.Sequence(parts);
    }

    private GbnfNode? Item()
    {
        char c = _text[_at];
        if (c == '"') return Quoted();
        if (c == '[') return Class();
        if (c == '<') throw Bad("It refers to a token.", "Write the token's text in quotes");
        if (c is '*' or '+' or '?' or '{') throw Bad($"'{c}' has nothing to repeat.", "Put it after a text, a class, a group or a name");
        if (c == '.')
        {
            _at++;
            return new GbnfNode.One(CodePoints.All);
        }
        if (c != '(') return IsOfName(c) ? Reference() : null;
        _at++;
        GbnfNode group = Choice(nested: true);
        if (AtEnd || _text[_at] != ')') throw Bad("A '(' has no ')'.", "Close it");
        _at++;
        return group;
    }

    private GbnfNode.Rule Reference()
    {
        int start = _at;
        return new GbnfNode.Rule(IndexOf(Name(), start), start);
    }

    private GbnfNode Quantified(GbnfNode part, bool nested)
    {
        for (Skip(nested); !AtEnd; Skip(nested))
        {
            (int Min, int? Max)? count = _text[_at] switch { '*' => (0, null), '+' => (1, null), '?' => (0, 1), '{' => Counts(), _ => null };
            if (count is null) break;
            _at++;
            part = new GbnfNode.Repeat(part, count.Value.Min, count.Value.Max);
        }
        return part;
    }

    /// <summary>The bounds in braces, left at the closing one.</summary>
    private (int Min, int? Max) Counts()
    {
        int close = _text.IndexOf('}', _at);
        if (close < 0) throw Bad("A '{' has no '}'.", "Close it");
        string[] bounds = [.. _text[(_at + 1)..close].Split(',').Select(b => b.Trim())];
        int min = Count(bounds[0]);
        int? max = bounds.Length == 1 ? min : bounds[1].Length == 0 ? null : Count(bounds[1]);
        if (bounds.Length > 2 || max < min) throw Bad("The counts in braces are not {n}, {n,} or {n,m} with n at most m.", "Correct them");
        _at = close;
        return (min, max);
    }

    private int Count(string digits) => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n <= MaxCount
        ? n : throw Bad($"A count is no number up to {MaxCount}.", "Correct it");

    private GbnfNode.Text Quoted()
    {
        StringBuilder text = new();
        for (_at++; ;)
        {
            if (AtEnd) throw Bad("A text has no closing quote.", "Close it");
            if (_text[_at] == '"') break;
            text.Append(Character());
        }
        _at++;
        return new GbnfNode.Text(text.ToString());
    }

    private GbnfNode.One Class()
    {
        _at++;
        bool negated = !AtEnd && _text[_at] == '^';
        if (negated) _at++;
        List<(int, int)> ranges = [];
        while (true)
        {
            if (AtEnd) throw Bad("A '[' has no ']'.", "Close it");
            if (_text[_at] == ']') break;
            int first = Character().Value, last = first;
            if (_at + 1 < _text.Length && _text[_at] == '-' && _text[_at + 1] != ']')
            {
                _at++;
                last = Character().Value;
                if (last < first) throw Bad("A range is in the wrong order.", "Turn it round");
            }
            ranges.Add((first, last));
        }
        _at++;
        CodePoints set = CodePoints.Of(ranges);
        return new GbnfNode.One(negated ? set.Complement() : set);
    }

    private Rune Character()
    {
        if (_text[_at] == '\\') return Escape();
        if (Rune.DecodeFromUtf16(_text.AsSpan(_at), out Rune rune, out int length) != System.Buffers.OperationStatus.Done) throw Bad("Half a surrogate pair stands alone.", "Remove it");
        _at += length;
        return rune;
    }

    private Rune Escape()
    {
        char c = ++_at < _text.Length ? _text[_at++] : throw Bad("The grammar ends with '\\'.", "Write what it escapes");
        int digits = c switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        if (digits == 0)
            return c switch { 'n' => new Rune('\n'), 'r' => new Rune('\r'), 't' => new Rune('\t'), '\\' or '"' or '[' or ']' => new Rune(c), _ => throw Bad($"'\\{c}' means nothing.", "Write the character itself") };
        if (_at + digits > _text.Length || !int.TryParse(_text.AsSpan(_at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value) || !Rune.IsValid(value))
            throw Bad($"After '\\{c}' there are no {digits} hexadecimal digits of a character.", "Write them");
        _at += digits;
        return new Rune(value);
    }

    private int IndexOf(string name, int at)
    {
        if (_known.TryGetValue(name, out (int Index, int At) known)) return known.Index;
        _known.Add(name, (_names.Count, at));
        _names.Add(name);
        _rules.Add(null);
        return _names.Count - 1;
    }

    private string Name()
    {
        int start = _at;
        while (!AtEnd && IsOfName(_text[_at])) _at++;
        return _at > start ? _text[start.._at] : throw Bad(AtEnd ? "The grammar ends where a rule's name should be." : $"A rule's name begins with '{_text[_at]}'.", "Use letters, digits and '-'");
    }

    private static bool IsOfName(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_';

    /// <summary>Passes over blanks and comments, and over the ends of lines where these mean nothing.</summary>
    private void Skip(bool lines)
    {
        while (!AtEnd)
        {
            char c = _text[_at];
            if (c == '#')
            {
                while (!AtEnd && _text[_at] is not ('\n' or '\r')) _at++;
            }
            else if (c is ' ' or '\t' || (lines && c is '\n' or '\r')) _at++;
            else break;
        }
    }

    private GrammarException Bad(string what, string fix) => Errors.BadNotation(what, GbnfGrammar.PlaceOf(_text, _at), fix);
}
