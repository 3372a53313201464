using System.Runtime.InteropServices;
using System.Text;

namespace EdgeAgent.Grammar.Spans;

/// <summary>Builds a <see cref="SpanAutomaton"/> symbol by symbol; each text begins at the root again.</summary>
internal sealed class SpanAutomatonBuilder
{
    private readonly List<(int Link, int Length, int FirstEdge, bool IsBoundary)> _states = [(-1, 0, -1, false)];
    private readonly List<(int Symbol, int Target, int Next)> _edges = [];
    private int _last;

    /// <summary>Adds a text.</summary>
    public void Add(string text)
    {
        _last = 0;
        Rune? before = null;
        Span<byte> bytes = stackalloc byte[4];
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool apart = before is not Rune b || !IsWord(b) || !IsWord(rune);
            if (apart && before is Rune left && !Rune.IsWhiteSpace(left)) Append(SpanAutomaton.End);
            if (apart && !Rune.IsWhiteSpace(rune)) Append(SpanAutomaton.Begin);
            if (rune.Value is < ' ' or '"' or '\\')
                foreach (byte one in JsonText.Escaped(rune.ToString())) Append(one);
            else
                foreach (byte one in bytes[..rune.EncodeToUtf8(bytes)]) Append(one);
            _states[_last] = _states[_last] with { IsBoundary = true };
            before = rune;
        }
        if (before is Rune last && !Rune.IsWhiteSpace(last)) Append(SpanAutomaton.End);
    }

    /// <summary>The automaton of all texts added.</summary>
    public SpanAutomaton Build() => new([.. _states.Select(s => new SpanState(s.FirstEdge, s.Length, s.IsBoundary))], [.. _edges]);

    private static bool IsWord(Rune rune) => Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark;

    private void Append(int symbol)
    {
        int known = Target(_last, symbol);
        if (known >= 0)
        {
            // A text before had this too: its state serves, or a copy of it that is as short as what has been read.
            _last = _states[known].Length == _states[_last].Length + 1 ? known : Copy(_last, symbol, known);
            return;
        }
        int added = AddState(_states[_last].Length + 1);
        int at = _last;
        for (; at >= 0 && Target(at, symbol) < 0; at = _states[at].Link) AddEdge(at, symbol, added);
        int link = at < 0 ? 0 : Target(at, symbol);
        if (at >= 0 && _states[link].Length != _states[at].Length + 1) link = Copy(at, symbol, link);
        _states[added] = _states[added] with { Link = link };
        _last = added;
    }

    /// <summary>Splits off what a state shares with a shorter way to it.</summary>
    private int Copy(int from, int symbol, int state)
    {
        int copy = AddState(_states[from].Length + 1);
        _states[copy] = _states[copy] with { Link = _states[state].Link, IsBoundary = _states[state].IsBoundary };
        for (int edge = _states[state].FirstEdge; edge >= 0; edge = _edges[edge].Next) AddEdge(copy, _edges[edge].Symbol, _edges[edge].Target);
        _states[state] = _states[state] with { Link = copy };
        for (int at = from; at >= 0 && Target(at, symbol) == state; at = _states[at].Link) Redirect(at, symbol, copy);
        return copy;
    }

    private int AddState(int length)
    {
        _states.Add((-1, length, -1, false));
        return _states.Count - 1;
    }

    private void AddEdge(int state, int symbol, int target)
    {
        _edges.Add((symbol, target, _states[state].FirstEdge));
        _states[state] = _states[state] with { FirstEdge = _edges.Count - 1 };
    }

    private void Redirect(int state, int symbol, int target)
    {
        for (int edge = _states[state].FirstEdge; edge >= 0; edge = _edges[edge].Next)
            if (_edges[edge].Symbol == symbol) _edges[edge] = _edges[edge] with { Target = target };
    }

    private int Target(int state, int symbol)
    {
        ReadOnlySpan<(int Symbol, int Target, int Next)> edges = CollectionsMarshal.AsSpan(_edges);
        for (int edge = _states[state].FirstEdge; edge >= 0; edge = edges[edge].Next)
            if (edges[edge].Symbol == symbol) return edges[edge].Target;
        return -1;
    }
}
