namespace EdgeAgent.Grammar.Regex;

/// <summary>A deterministic automaton over characters: the texts in which a regular expression is found, of so many characters.</summary>
/// <remarks>
/// Thompson's construction, then subsets of its states (Rabin and Scott). State 0 is the start; states that lead to no text are cut away.
/// Searching is part of it: anything may stand before and after the match, except at an anchor.
/// </remarks>
internal sealed class TextAutomaton
{
    private const int MaxNfaStates = 5_000;
    private const int MaxStates = 5_000;

    private TextAutomaton(List<(int First, int Last, int Target)>[] edges, bool[] accepts) => (Edges, Accepts) = (edges, accepts);

    /// <summary>By state: ranges of characters, ascending, and where they lead. Empty where no text matches.</summary>
    public List<(int First, int Last, int Target)>[] Edges { get; }

    public bool[] Accepts { get; }

    /// <exception cref="FormatException">It is not regular, not ECMA-262, or needs too many states.</exception>
    public static TextAutomaton Build(string pattern, long minLength, long maxLength, CancellationToken cancellationToken)
    {
        Nfa nfa = new();
        (int start, int end) = nfa.Add(RegexParser.Parse(pattern));
        nfa.Finish(start, end);
        (List<List<(int, int, int)>> edges, List<bool> accepts) = Subsets(nfa, cancellationToken);
        if (minLength > 0 || maxLength != long.MaxValue) (edges, accepts) = Counted(edges, accepts, minLength, maxLength);
        return Pruned(edges, accepts);
    }

    private static FormatException TooLarge() => new($"it needs more than {MaxStates} states");

    private static (List<List<(int, int, int)>>, List<bool>) Subsets(Nfa nfa, CancellationToken cancellationToken)
    {
        Dictionary<string, int> ids = new(StringComparer.Ordinal);
        List<int[]> sets = [];
        List<List<(int, int, int)>> edges = [];
        List<bool> accepts = [];
        IdOf(nfa.Start, atStart: true);
        for (int i = 0; i < sets.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach ((int first, int last, List<int> targets) in nfa.Step(sets[i]))
            {
                int target = IdOf(targets, atStart: false);
                List<(int First, int Last, int Target)> row = edges[i];
                if (row.Count > 0 && row[^1].Target == target && row[^1].Last == first - 1) row[^1] = (row[^1].First, last, target);
                else row.Add((first, last, target));
            }
        }
        return (edges, accepts);

        int IdOf(List<int> states, bool atStart)
        {
            int[] set = nfa.Close(states, atStart, atEnd: false);
            if (set.Contains(nfa.Found)) set = [nfa.Found]; // found is found: what follows is free
            string key = (atStart ? "^" : "") + string.Join(',', set);
            if (ids.TryGetValue(key, out int id)) return id;
            if (sets.Count >= MaxStates) throw TooLarge();
            ids.Add(key, id = sets.Count);
            sets.Add(set);
            edges.Add([]);
            accepts.Add(nfa.Close([.. set], atStart, atEnd: true).Contains(nfa.Found));
            return id;
        }
    }

    /// <summary>The automaton times a count of characters; above an open bound the count stands still.</summary>
    private static (List<List<(int, int, int)>>, List<bool>) Counted(List<List<(int First, int Last, int Target)>> edges, List<bool> accepts, long min, long max)
    {
        Dictionary<(int State, long Count), int> ids = [];
        List<(int State, long Count)> states = [];
        List<List<(int, int, int)>> counted = [];
        IdOf(0, 0);
        for (int i = 0; i < states.Count; i++)
        {
            (int state, long count) = states[i];
            if (count >= max) continue;
            long next = max == long.MaxValue ? Math.Min(count + 1, min) : count + 1;
            foreach ((int first, int last, int target) in edges[state])
            {
                int to = IdOf(target, next);
                counted[i].Add((first, last, to));
            }
        }
        return (counted, [.. states.Select(s => s.Count >= min && accepts[s.State])]);

        int IdOf(int state, long count)
        {
            if (ids.TryGetValue((state, count), out int id)) return id;
            if (states.Count >= MaxStates) throw TooLarge();
            ids.Add((state, count), id = states.Count);
            states.Add((state, count));
            counted.Add([]);
            return id;
        }
    }

    private static TextAutomaton Pruned(List<List<(int First, int Last, int Target)>> edges, List<bool> accepts)
    {
        bool[] live = [.. accepts];
        List<int>[] into = new List<int>[live.Length];
        for (int i = 0; i < into.Length; i++) into[i] = [];
        for (int i = 0; i < into.Length; i++)
            foreach ((_, _, int target) in edges[i]) into[target].Add(i);
        Stack<int> open = new(Enumerable.Range(0, live.Length).Where(i => live[i]));
        while (open.TryPop(out int state))
            foreach (int source in into[state])
                if (!live[source])
                {
                    live[source] = true;
                    open.Push(source);
                }
        if (!live[0]) return new TextAutomaton([], []);
        int[] renumbered = new int[live.Length];
        int count = 0;
        for (int i = 0; i < live.Length; i++) renumbered[i] = live[i] ? count++ : -1;
        List<(int, int, int)>[] kept = [.. Enumerable.Range(0, live.Length).Where(i => live[i])
            .Select(i => edges[i].Where(e => live[e.Target]).Select(e => (e.First, e.Last, renumbered[e.Target])).ToList())];
        return new TextAutomaton(kept, [.. accepts.Where((_, i) => live[i])]);
    }

    /// <summary>The nondeterministic automaton: empty edges, some of which ask for the start or the end of the text, and edges by a set of characters.</summary>
    private sealed class Nfa
    {
        private readonly List<List<(int Target, bool? Anchor)>> _empty = [];
        private readonly List<(CodePoints Set, int Target)?> _characters = [];

        public List<int> Start { get; } = [];

        /// <summary>Reached when the expression has been found.</summary>
        public int Found { get; private set; }

        public (int Start, int End) Add(RegexNode node)
        {
            switch (node)
            {
                case RegexNode.One one:
                    int from = State(), to = State();
                    _characters[from] = (one.Set, to);
                    return (from, to);
                case RegexNode.Anchor anchor:
                    int before = State(), after = State();
                    _empty[before].Add((after, anchor.AtStart));
                    return (before, after);
                case RegexNode.Sequence sequence:
                    (int first, int end) = Add(sequence.Parts[0]);
                    foreach (RegexNode part in sequence.Parts.Skip(1)) end = Join(end, Add(part));
                    return (first, end);
                case RegexNode.Choice choice:
                    int fork = State(), join = State();
                    foreach (RegexNode part in choice.Parts)
                    {
                        (int start, int stop) = Add(part);
                        _empty[fork].Add((start, null));
                        _empty[stop].Add((join, null));
                    }
                    return (fork, join);
                case RegexNode.Repeat repeat: return Repeated(repeat);
                case RegexNode.Look look: throw new FormatException(look.Ahead ? "it looks ahead" : "it looks behind");
                case RegexNode.WordBoundary: throw new FormatException("it asks for word boundaries, which look around");
                default:
                    int only = State();
                    return (only, only);
            }
        }

        public void Finish(int start, int end)
        {
            int before = State();
            _characters[before] = (CodePoints.All, before);
            _empty[before].Add((start, null));
            Start.Add(before);
            Found = end;
            int after = State();
            _empty[end].Add((after, null));
            _characters[after] = (CodePoints.All, Found);
        }

        /// <summary>The states reached without reading.</summary>
        public int[] Close(List<int> states, bool atStart, bool atEnd)
        {
            HashSet<int> closed = [.. states];
            Stack<int> open = new(states);
            while (open.TryPop(out int state))
                foreach ((int target, bool? anchor) in _empty[state])
                    if ((anchor is null || (anchor.Value ? atStart : atEnd)) && closed.Add(target)) open.Push(target);
            // What a state reads or asks for is all that matters of it; the anchors for the end stay, the end is asked for later.
            int[] set = [.. closed.Where(s => s == Found || _characters[s] is not null || _empty[s].Any(e => e.Anchor is not null))];
            Array.Sort(set);
            return set;
        }

        /// <summary>What may be read in some of the states, in ascending ranges, each with the states that it leads to.</summary>
        public IEnumerable<(int First, int Last, List<int> Targets)> Step(int[] states)
        {
            if (states is [int only] && only == Found)
            {
                foreach ((int first, int last) in CodePoints.All.Ranges) yield return (first, last, [Found]);
                yield break;
            }
            SortedDictionary<int, List<(bool Begins, int Target)>> events = [];
            foreach (int state in states)
            {
                if (_characters[state] is not (CodePoints set, int target)) continue;
                foreach ((int first, int last) in set.Ranges)
                {
                    At(events, first).Add((true, target));
                    At(events, last + 1).Add((false, target));
                }
            }
            Dictionary<int, int> active = [];
            int from = 0;
            foreach ((int at, List<(bool, int)> changes) in events)
            {
                if (active.Count > 0) yield return (from, at - 1, [.. active.Keys.Order()]);
                foreach ((bool begins, int target) in changes)
                {
                    int count = active.GetValueOrDefault(target) + (begins ? 1 : -1);
                    if (count == 0) active.Remove(target);
                    else active[target] = count;
                }
                from = at;
            }
        }

        private static List<(bool, int)> At(SortedDictionary<int, List<(bool, int)>> events, int at)
        {
            if (!events.TryGetValue(at, out List<(bool, int)>? list)) events.Add(at, list = []);
            return list;
        }

        private (int, int) Repeated(RegexNode.Repeat repeat)
        {
            int start = State(), end = start;
            for (int i = 0; i < repeat.Min; i++) end = Join(end, Add(repeat.Part));
            if (repeat.Max is null)
            {
                (int first, int last) = Add(repeat.Part);
                int loop = State();
                _empty[end].Add((loop, null));
                _empty[loop].Add((first, null));
                _empty[last].Add((loop, null));
                return (start, loop);
            }
            int stop = State();
            for (int i = repeat.Min; i < repeat.Max; i++)
            {
                _empty[end].Add((stop, null));
                end = Join(end, Add(repeat.Part));
            }
            _empty[end].Add((stop, null));
            return (start, stop);
        }

        private int Join(int end, (int Start, int End) next)
        {
            _empty[end].Add((next.Start, null));
            return next.End;
        }

        private int State()
        {
            if (_empty.Count >= MaxNfaStates) throw TooLarge();
            _empty.Add([]);
            _characters.Add(null);
            return _empty.Count - 1;
        }
    }
}
