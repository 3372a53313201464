using EdgeAgent.Grammar.Regex;

namespace EdgeAgent.Grammar.Regular;

/// <summary>Makes an expression over bytes of a regular expression over characters.</summary>
/// <remarks>
/// Parts without assertions are translated as they stand. Where there are any, a part is translated together with what follows it, which makes
/// look-ahead an intersection or difference of what follows; what stands before is one of a few contexts (see <see cref="LeftContexts"/>), and a
/// translation has an expression for each.
/// </remarks>
internal sealed class PatternBuilder
{
    private const int MaxSteps = 20_000;

    private readonly LanguageSpace _space;
    private readonly bool _plain;
    private readonly LeftContexts _contexts;
    private readonly int[] _nothing, _any;
    private int _steps;

    private PatternBuilder(LanguageSpace space, RegexNode pattern, bool plain)
    {
        (_space, _plain, _contexts) = (space, plain, new LeftContexts(space, pattern, plain));
        (_nothing, _any) = (All(LanguageSpace.NothingId), All(Any(space, plain)));
    }

    /// <summary>What follows a part, by context: where something has been read since the innermost loop began, and where nothing has.</summary>
    private readonly record struct Rest(int[] Read, int[] Unread)
    {
        public bool IsUniform => (ReferenceEquals(Read, Unread) || Read.AsSpan().SequenceEqual(Unread)) && !Read.AsSpan().ContainsAnyExcept(Read[0]);
    }

    /// <summary>The contents of JSON strings in which a pattern is found; or the texts in plain UTF-8.</summary>
    /// <exception cref="FormatException">It is too large; the message says what.</exception>
    public static int Build(LanguageSpace space, RegexNode pattern, bool plain)
    {
        if (pattern.IsPlain) return space.Concat(Any(space, plain), space.Concat(Simple(space, pattern, plain), Any(space, plain)));
        PatternBuilder builder = new(space, pattern, plain);
        return builder.Search(builder.Add(pattern, new Rest(builder._any, builder._any)));
    }

    /// <summary>The texts that match a part without assertions.</summary>
    public static int Simple(LanguageSpace space, RegexNode node, bool plain)
    {
        switch (node)
        {
            case RegexNode.One one: return space.Characters(one.Set, plain);
            case RegexNode.Sequence sequence:
                int tail = LanguageSpace.EpsilonId;
                for (int i = sequence.Parts.Count - 1; i >= 0; i--) tail = space.Concat(Simple(space, sequence.Parts[i], plain), tail);
                return tail;
            case RegexNode.Choice choice:
                int[] parts = new int[choice.Parts.Count];
                for (int i = 0; i < parts.Length; i++) parts[i] = Simple(space, choice.Parts[i], plain);
                return space.Union(parts);
            case RegexNode.Repeat repeat: return space.Repeat(Simple(space, repeat.Part, plain), repeat.Min, repeat.Max ?? LanguageSpace.Endless);
            default: return LanguageSpace.EpsilonId;
        }
    }

    private static int Any(LanguageSpace space, bool plain) => plain ? space.AnyPlain : space.Any;

    /// <summary>The match may begin anywhere.</summary>
    private int Search(int[] found)
    {
        if (!found.AsSpan().ContainsAnyExcept(found[0])) return _space.Concat(_any[0], found[0]);
        if (_contexts.IsStart(0) && !found.AsSpan(1).ContainsAnyExcept(found[1])) // the start does not come again
            return _space.Union(found[0], _space.Concat(_space.Characters(CodePoints.All, _plain), _space.Concat(_any[0], found[1])));
        int[] search = Loops(found);
        for (int c = 0; c < search.Length; c++) _space.SetLoop(search[c], _space.Union(found[c], One(CodePoints.All, c, search)));
        return search[0];
    }

    private int[] Add(RegexNode node, Rest rest)
    {
        if (node.IsPlain && rest.IsUniform) return All(_space.Concat(Simple(_space, node, _plain), rest.Read[0]));
        if (++_steps > MaxSteps) throw new FormatException("its assertions within repetitions take too many steps");
        switch (node)
        {
            case RegexNode.One one: return By(c => One(one.Set, c, rest.Read));
            case RegexNode.Sequence sequence: return Sequence(sequence.Parts, rest);
            case RegexNode.Choice choice: return choice.Parts.Select(p => Add(p, rest)).Aggregate(Union);
            case RegexNode.Repeat repeat: return Repeat(repeat, rest);
            case RegexNode.Anchor anchor: return By(c => anchor.AtStart ? _contexts.IsStart(c) ? rest.Unread[c] : 0 : _space.Intersect(rest.Unread[c], LanguageSpace.EpsilonId));
            case RegexNode.WordBoundary boundary: return By(c => _contexts.IsWord(c) != boundary.Negated ? NotWordNext(rest.Unread[c]) : WordNext(rest.Unread[c]));
            case RegexNode.Look { Ahead: false } look: return By(c => _contexts.Holds(look, c) ? rest.Unread[c] : 0);
            case RegexNode.Look look:
                int[] inside = Add(look.Inside, new Rest(_any, _any));
                return By(c => look.Negated ? _space.Subtract(rest.Unread[c], inside[c]) : _space.Intersect(rest.Unread[c], inside[c]));
            default: return rest.Unread;
        }
    }

    private int One(CodePoints set, int context, int[] rest)
    {
        int all = LanguageSpace.NothingId;
        foreach ((CodePoints some, int next) in _contexts.Step(context, set)) all = _space.Union(all, _space.Concat(_space.Characters(some, _plain), rest[next]));
        return all;
    }

    private int WordNext(int rest) => _space.Intersect(rest, _space.Concat(_space.Characters(CodePoints.Word, _plain), _any[0]));

    private int NotWordNext(int rest) =>
        _space.Intersect(rest, _space.Union(LanguageSpace.EpsilonId, _space.Concat(_space.Characters(CodePoints.NotWord, _plain), _any[0])));

    private int[] Sequence(IReadOnlyList<RegexNode> parts, Rest rest)
    {
        (int[] read, int[] unread) = rest;
        for (int i = parts.Count - 1; i >= 0; i--)
        {
            int[] before = Add(parts[i], new Rest(read, read));
            unread = ReferenceEquals(read, unread) ? before : Add(parts[i], new Rest(read, unread));
            read = before;
        }
        return unread;
    }

    /// <summary>As ECMA-262 has it, a time beyond the required ones must read something.</summary>
    private int[] Repeat(RegexNode.Repeat repeat, Rest rest)
    {
        if (repeat.Part.IsPlain && LastApart(repeat, rest) is int[] known) return known;
        (int[] read, int[] unread) = rest;
        if (repeat.Max is int max)
        {
            for (int i = repeat.Min; i < max; i++)
            {
                int[] again = Add(repeat.Part, new Rest(read, _nothing));
                unread = ReferenceEquals(read, unread) ? Union(rest.Read, again) : Union(rest.Unread, again);
                read = ReferenceEquals(rest.Read, rest.Unread) ? unread : Union(rest.Read, again);
            }
        }
        else
        {
            int[] loops = Loops(read), again = Add(repeat.Part, new Rest(loops, _nothing));
            for (int c = 0; c < loops.Length; c++) _space.SetLoop(loops[c], _space.Union(read[c], again[c]));
            unread = ReferenceEquals(read, unread) ? loops : Union(unread, again);
            read = loops;
        }
        for (int i = 0; i < repeat.Min; i++)
        {
            int[] before = Add(repeat.Part, new Rest(read, read));
            unread = ReferenceEquals(read, unread) ? before : Add(repeat.Part, new Rest(read, unread));
            read = before;
        }
        return unread;
    }

    /// <summary>Of a plain part only the last time need be taken together with what follows, if it leads to the same from any context; else null.</summary>
    private int[]? LastApart(RegexNode.Repeat repeat, Rest rest)
    {
        int[] last = Add(repeat.Part, new Rest(rest.Read, _nothing));
        if (last.AsSpan().ContainsAnyExcept(last[0])) return null;
        int part = Simple(_space, repeat.Part, _plain);
        int before = _space.Repeat(part, Math.Max(repeat.Min - 1, 0), repeat.Max is int max ? Math.Max(max - 1, 0) : LanguageSpace.Endless);
        int[] some = repeat.Max == 0 ? _nothing : All(_space.Concat(before, last[0]));
        return repeat.Min == 0 || _space.IsNullable(part) ? Union(rest.Unread, some) : some;
    }

    private int[] Loops(int[] rest) => By(c => _space.MakeLoop(_space.IsNullable(rest[c]), _plain));

    private int[] Union(int[] a, int[] b) => ReferenceEquals(a, b) ? a : By(c => _space.Union(a[c], b[c]));

    private int[] All(int node) => By(_ => node);

    private int[] By(Func<int, int> make)
    {
        int[] all = new int[_contexts.Count];
        for (int c = 0; c < all.Length; c++) all[c] = make(c);
        return all;
    }
}
