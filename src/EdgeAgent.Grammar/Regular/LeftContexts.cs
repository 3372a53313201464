using EdgeAgent.Grammar.Regex;

namespace EdgeAgent.Grammar.Regular;

/// <summary>What a pattern's assertions ask of the text before them, as the states of a small automaton over characters. State 0 is the start of the text.</summary>
/// <remarks>For <c>^</c>: whether there is any; for <c>\b</c>: the last character; for look-behind: what is left of what it looks for, begun anywhere.</remarks>
internal sealed class LeftContexts
{
    private const int MaxContexts = 64;

    private readonly LanguageSpace _space;
    private readonly bool _plain, _start, _words;
    private readonly List<RegexNode.Look> _behind = [];
    private readonly List<CodePoints> _alike = []; // characters between which no look-behind tells a difference
    private readonly List<(bool AtStart, bool Word, int[] Left)> _contexts = [];
    private readonly List<int[]> _next = [];
    private readonly Dictionary<(CodePoints Set, ulong Alike), CodePoints> _parts = [];

    public LeftContexts(LanguageSpace space, RegexNode pattern, bool plain)
    {
        (_space, _plain) = (space, plain);
        List<CodePoints> sets = [];
        Collect(pattern, false, sets, ref _start, ref _words);
        if (_words) sets.Add(CodePoints.Word);
        _alike.Add(CodePoints.All);
        foreach (CodePoints set in sets) Split(set);
        int[] left = new int[_behind.Count];
        for (int i = 0; i < left.Length; i++) left[i] = space.Concat(plain ? space.AnyPlain : space.Any, PatternBuilder.Simple(space, _behind[i].Inside, plain));
        ContextOf(_start, false, left);
        for (int i = 0; i < _contexts.Count; i++) _next.Add(_alike.ConvertAll(set => After(_contexts[i], set)).ToArray());
    }

    public int Count => _contexts.Count;

    public bool IsStart(int context) => _contexts[context].AtStart;

    public bool IsWord(int context) => _contexts[context].Word;

    /// <summary>Whether what the text ends with matches a look-behind.</summary>
    public bool Holds(RegexNode.Look behind, int context) =>
        _space.IsNullable(_contexts[context].Left[_behind.FindIndex(l => ReferenceEquals(l, behind))]) != behind.Negated;

    /// <summary>The characters of a set by the context to which they lead.</summary>
    public IEnumerable<(CodePoints Set, int Context)> Step(int context, CodePoints set)
    {
        int[] next = _next[context];
        if (Array.TrueForAll(next, n => n == next[0]))
        {
            yield return (set, next[0]);
            yield break;
        }
        foreach (IGrouping<int, int> group in Enumerable.Range(0, next.Length).GroupBy(i => next[i]))
        {
            ulong which = group.Aggregate(0UL, (all, i) => all | (1UL << i));
            if (!_parts.TryGetValue((set, which), out CodePoints? some))
                _parts[(set, which)] = some = set.Intersect(CodePoints.Of(group.SelectMany(i => _alike[i].Ranges)));
            if (!some.IsEmpty) yield return (some, group.Key);
        }
    }

    private void Collect(RegexNode node, bool behind, List<CodePoints> sets, ref bool start, ref bool words)
    {
        switch (node)
        {
            case RegexNode.Anchor { AtStart: true } when !behind: start = true; break;
            case RegexNode.WordBoundary when !behind: words = true; break;
            case RegexNode.One one when behind: sets.Add(one.Set); break;
            case RegexNode.Sequence s:
                foreach (RegexNode part in s.Parts) Collect(part, behind, sets, ref start, ref words);
                break;
            case RegexNode.Choice c:
                foreach (RegexNode part in c.Parts) Collect(part, behind, sets, ref start, ref words);
                break;
            case RegexNode.Repeat r: Collect(r.Part, behind, sets, ref start, ref words); break;
            case RegexNode.Look look:
                if (!look.Ahead && !look.Inside.IsPlain) throw new FormatException("it looks behind for more than characters");
                if (!look.Ahead) _behind.Add(look);
                Collect(look.Inside, !look.Ahead, sets, ref start, ref words);
                break;
        }
    }

    private void Split(CodePoints set)
    {
        for (int i = _alike.Count - 1; i >= 0; i--)
        {
            CodePoints inside = _alike[i].Intersect(set);
            if (inside.IsEmpty || inside.Ranges.SequenceEqual(_alike[i].Ranges)) continue;
            _alike.Add(_alike[i].Intersect(set.Complement()));
            _alike[i] = inside;
        }
        if (_alike.Count > MaxContexts) throw new FormatException("what it looks behind for is too large");
    }

    private int After((bool AtStart, bool Word, int[] Left) context, CodePoints set)
    {
        int character = set.Ranges[0].First;
        return ContextOf(false, _words && CodePoints.Word.Contains(character), Array.ConvertAll(context.Left, left => _space.AfterCharacter(left, character, _plain)));
    }

    private int ContextOf(bool atStart, bool word, int[] left)
    {
        int known = _contexts.FindIndex(c => c.AtStart == atStart && c.Word == word && c.Left.AsSpan().SequenceEqual(left));
        if (known >= 0) return known;
        if (_contexts.Count == MaxContexts) throw new FormatException("what it looks behind for is too large");
        _contexts.Add((atStart, word, left));
        return _contexts.Count - 1;
    }
}
