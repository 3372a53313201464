using EdgeAgent.Grammar.Automata;

namespace EdgeAgent.Grammar.Spans;

/// <summary>Reads spans of bounded length for one sequence. Not thread-safe; what it reads is shared.</summary>
internal sealed class SpanReader(SpanAutomaton automaton, SpanReach reach)
{
    /// <summary>How many states a search looks at. Beyond it no more spans are found: fewer texts are allowed then, and each can still be completed,
    /// as the search that found a way finds the rest of it too.</summary>
    private const int MaxSearch = 10_000;

    private readonly List<(int State, int Characters)> _open = [];

    /// <summary>Another reader of the same spans.</summary>
    public SpanReader Clone() => new(automaton, reach);

    /// <summary>The state before the first byte.</summary>
    public int Start => automaton.Start;

    /// <summary>The state after a byte, or -1, and the characters read with it.</summary>
    public int Next(int state, byte b, ref int characters)
    {
        int next = automaton.Next(state, b);
        if (next >= 0 && automaton.States[next].IsBoundary) characters++;
        return next;
    }

    /// <summary>Whether a byte goes on inside a word that was begun.</summary>
    public bool ContinuesWord(int state, byte b) => state != automaton.Start && automaton.ContinuesWord(state, b);

    /// <summary>Whether a span ends in a state.</summary>
    public bool Accepts(int state) => automaton.Accepts(state);

    /// <summary>Adds the bytes with which spans go on, and the quote where one ends.</summary>
    public void AddNext(int state, ref ByteSet set) => AddNext(state, ref set, 0);

    /// <summary>Whether a span that has come to a state can be completed with so many characters in all.</summary>
    public bool Fits(int state, int characters, LengthBounds bounds)
    {
        if (reach.Most[state] == SpanReach.None) return false;
        (long fewest, long most) = (characters + reach.Fewest[state], characters + reach.Most[state]);
        if (fewest > bounds.Max || most < bounds.Min) return false;
        // The shortest or the longest way fits; else one between them may.
        return fewest >= bounds.Min || most <= bounds.Max || HasMoreThan(0, state, characters, bounds);
    }

    /// <summary>Whether a text completes a span that has come to a state.</summary>
    public bool Has(int state, int characters, LengthBounds bounds, ReadOnlySpan<byte> rest)
    {
        foreach (byte b in rest)
            if ((state = Next(state, b, ref characters)) < 0) return false;
        return Accepts(state) && characters >= bounds.Min && characters <= bounds.Max;
    }

    /// <summary>Whether there are more ways than a number to complete a span with so many characters in all.</summary>
    /// <remarks>Depth first. Different ways are different texts: marks stand between the same characters everywhere.</remarks>
    public bool HasMoreThan(int count, int state, int characters, LengthBounds bounds)
    {
        _open.Clear();
        _open.Add((state, characters));
        for (int looked = 0; _open.Count > 0 && looked < MaxSearch; looked++)
        {
            (state, characters) = _open[^1];
            _open.RemoveAt(_open.Count - 1);
            for (int i = automaton.States[state].FirstEdge; i >= 0;)
            {
                (int symbol, int target, i) = automaton.EdgeAt(i);
                if (symbol == SpanAutomaton.End && characters >= bounds.Min && characters <= bounds.Max && --count < 0) return true;
                int read = characters + (symbol < 256 && automaton.States[target].IsBoundary ? 1 : 0);
                if (reach.Leads(symbol, target) && read + reach.Fewest[target] <= bounds.Max && read + (long)reach.Most[target] >= bounds.Min) _open.Add((target, read));
            }
        }
        return false;
    }

    private void AddNext(int state, ref ByteSet set, int passed)
    {
        for (int i = automaton.States[state].FirstEdge; i >= 0;)
        {
            (int symbol, int target, i) = automaton.EdgeAt(i);
            if (symbol < 256) set.Add((byte)symbol);
            else if (symbol == SpanAutomaton.End && passed == 0) set.Add((byte)'"');
            // An end and a beginning may stand between two bytes, and no more.
            if (symbol >= 256 && passed < 2) AddNext(target, ref set, passed + 1);
        }
    }
}
