using EdgeAgent.Tokenizers.Unicode;

namespace EdgeAgent.Tokenizers.PreTokenizers.Patterns;

/// <summary>Reads a regular expression as Oniguruma does, whose syntax the patterns of tokenizers are written in.</summary>
/// <remarks>
/// Supported: alternatives, groups of every kind (what they capture is of no use here), the inline options i and m, classes with ranges,
/// nested classes and intersections, escapes, <c>\p{…}</c>, quantifiers (greedy, lazy, possessive), places, look-ahead, and look-behind of
/// fixed length. Everything else is an error that names it with its offset. Ignoring case works for ASCII letters.
/// Source: Oniguruma's doc/RE and regparse.c, syntax ONIG_SYNTAX_ONIGURUMA.
/// </remarks>
internal sealed class PatternParser
{
    private const int DeepestGroup = 100, LargestCount = 1000;

    private readonly PatternScanner _scanner;
    private int _depth;

    private PatternParser(PatternScanner scanner) => _scanner = scanner;

    /// <summary>Reads a pattern.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="pointer">Where it stands, for errors.</param>
    public static PatternNode Parse(string pattern, string pointer)
    {
        var scanner = new PatternScanner(pattern, pointer);
        PatternNode node = new PatternParser(scanner).Alternatives(new());
        return scanner.AtEnd ? node : throw scanner.Malformed("A ')' has no '(' before it.", scanner.At);
    }

    private readonly record struct Options(bool IgnoreCase, bool DotAll);

    /// <summary>Everything up to the end of the group or the pattern.</summary>
    private PatternNode Alternatives(Options options)
    {
        if (++_depth > DeepestGroup) throw _scanner.Unsupported("a group nested this deep", _scanner.At);
        List<PatternNode> branches = [Sequence(options)];
        while (_scanner.Skip("|")) branches.Add(Sequence(options));
        _depth--;
        return branches.Count == 1 ? branches[0] : new AlternativesNode(branches);
    }

    private PatternNode Sequence(Options options)
    {
        List<PatternNode> parts = [];
        while (!_scanner.AtEnd && _scanner.Next is not ('|' or ')'))
        {
            int start = _scanner.At;
            if (_scanner.Skip("(?#")) SkipComment(start);
            else
            {
                PatternNode part = Quantified(Atom(options));
                if (options.IgnoreCase && part is CharacterNode second && parts is [.., CharacterNode first]
                    && CaseFolding.MayJoin(first.Characters, second.Characters))
                    throw _scanner.Unsupported("two letters that ignore case and may be one character (ss, st, ff, fi, fl)", start);
                parts.Add(part);
            }
        }
        return parts.Count == 1 ? parts[0] : new SequenceNode(parts);
    }

    private void SkipComment(int start)
    {
        while (!_scanner.Skip(")"))
        {
            _scanner.Skip("\\");
            if (_scanner.AtEnd) throw _scanner.Malformed("A comment has no end.", start);
            _scanner.At++;
        }
    }

    private PatternNode Atom(Options options)
    {
        int start = _scanner.At;
        switch (_scanner.Next)
        {
            case '(': return Group(options);
            case '[': return new CharacterNode(new PatternClassReader(_scanner, options.IgnoreCase).Read());
            case '*' or '+' or '?': throw _scanner.Malformed("A quantifier has nothing before it.", start);
            case '\\': return (PatternNode?)Place() ?? EscapedCharacter(options);
        }
        if (_scanner.Skip(".")) return new CharacterNode(options.DotAll ? CodePointRanges.All : CodePointRanges.Of('\n', '\n').Not());
        if (_scanner.Skip("^")) return new PlaceNode(PatternPlace.LineStart);
        if (_scanner.Skip("$")) return new PlaceNode(PatternPlace.LineEnd);
        return Character(_scanner.Character(), options, start);
    }

    private PlaceNode? Place()
    {
        foreach ((string escape, PatternPlace place) in s_places)
            if (_scanner.Skip(escape)) return new(place);
        return null;
    }

    private static readonly (string Escape, PatternPlace Place)[] s_places =
    [
        ("\\A", PatternPlace.TextStart), ("\\z", PatternPlace.TextEnd), ("\\Z", PatternPlace.LastLineEnd),
        ("\\b", PatternPlace.WordBoundary), ("\\B", PatternPlace.NoWordBoundary),
    ];

    private CharacterNode EscapedCharacter(Options options)
    {
        int start = _scanner.At;
        (CodePointRanges characters, int one) = _scanner.Escape(inClass: false);
        return one < 0 ? new(characters) : Character(one, options, start);   // a property is not folded: so does Oniguruma
    }

    private CharacterNode Character(int c, Options options, int start)
    {
        var character = CodePointRanges.Of(c, c);
        return new(!options.IgnoreCase ? character
            : CaseFolding.Find(character) ?? throw _scanner.Unsupported("a character beyond ASCII that ignores case", start));
    }

    private PatternNode Group(Options options)
    {
        int start = _scanner.At++;
        PatternNode node;
        if (!_scanner.Skip("?")) node = Alternatives(options);
        else if (_scanner.Skip(":")) node = Alternatives(options);
        else if (_scanner.Skip("=")) node = new LookNode(Alternatives(options), Behind: false, Negative: false);
        else if (_scanner.Skip("!")) node = new LookNode(Alternatives(options), Behind: false, Negative: true);
        else if (_scanner.Skip("<=")) node = LookBehind(options, negative: false, start);
        else if (_scanner.Skip("<!")) node = LookBehind(options, negative: true, start);
        else if (_scanner.Skip(">")) node = new AtomicNode(Alternatives(options));
        else if (_scanner.Skip("<") || _scanner.Skip("'")) node = Named(options, start);
        else
        {
            options = ReadOptions(options, start);
            // Options without a colon hold to the end of the group around them, alternatives included.
            if (_scanner.Skip(")")) return Alternatives(options);
            _scanner.Skip(":");
            node = Alternatives(options);
        }
        return _scanner.Skip(")") ? node : throw _scanner.Malformed("A '(' has no ')' behind it.", start);
    }

    private PatternNode Named(Options options, int start)
    {
        while (!_scanner.AtEnd && (char.IsLetterOrDigit(_scanner.Next) || _scanner.Next == '_')) _scanner.At++;
        if (!_scanner.Skip(">") && !_scanner.Skip("'")) throw _scanner.Malformed("A group's name has no end.", start);
        return Alternatives(options);
    }

    private LookNode LookBehind(Options options, bool negative, int start)
    {
        PatternNode node = Alternatives(options);
        bool isFixed = node is AlternativesNode { Branches: var branches } ? branches.All(static branch => branch.FixedLength is not null)
            : node.FixedLength is not null;
        return isFixed ? new(node, Behind: true, negative) : throw _scanner.Unsupported("a look-behind whose length varies", start);
    }

    private Options ReadOptions(Options options, int start)
    {
        bool on = true;
        for (; !_scanner.AtEnd && _scanner.Next is not (':' or ')'); _scanner.At++)
        {
            switch (_scanner.Next)
            {
                case '-': on = false; break;
                case 'i': options = options with { IgnoreCase = on }; break;
                case 'm': options = options with { DotAll = on }; break;
                default: throw _scanner.Unsupported($"the group (?{_scanner.Next}", start);
            }
        }
        return _scanner.AtEnd ? throw _scanner.Malformed("A group has no end.", start) : options;
    }

    private PatternNode Quantified(PatternNode node)
    {
        for (int start = _scanner.At; !_scanner.AtEnd; start = _scanner.At)
        {
            (int least, int most) = (0, int.MaxValue);
            bool counted = false;
            if (_scanner.Skip("?")) most = 1;
            else if (_scanner.Skip("+")) least = 1;
            else if (!_scanner.Skip("*"))
            {
                if (!TryReadCounts(out least, out most)) break;
                counted = true;
            }
            // Behind {…} a plus repeats once more, and behind {n} so does a question mark.
            var mode = RepeatMode.Greedy;
            if (!(counted && least == most) && _scanner.Skip("?")) mode = RepeatMode.Lazy;
            else if (!counted && _scanner.Skip("+")) mode = RepeatMode.Possessive;
            if (node is LookNode or PlaceNode) throw _scanner.Unsupported("a quantifier behind a place or look-around", start);
            node = new RepeatNode(node, least, most, mode);
        }
        return node;
    }

    /// <summary><c>{n}</c>, <c>{n,}</c>, <c>{,m}</c> or <c>{n,m}</c>; other braces are characters.</summary>
    private bool TryReadCounts(out int least, out int most)
    {
        int start = _scanner.At;
        (least, most) = (0, 0);
        if (_scanner.Skip("{"))
        {
            int first = _scanner.Number(LargestCount);
            bool comma = _scanner.Skip(",");
            int second = comma ? _scanner.Number(LargestCount) : first;
            if ((first >= 0 || second >= 0) && _scanner.Skip("}"))
            {
                (least, most) = (Math.Max(first, 0), second < 0 ? int.MaxValue : second);
                return least <= most ? true : throw _scanner.Unsupported("a quantifier whose second count is the smaller one", start);
            }
        }
        _scanner.At = start;
        return false;
    }
}
