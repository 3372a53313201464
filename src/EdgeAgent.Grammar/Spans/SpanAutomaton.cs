namespace EdgeAgent.Grammar.Spans;

/// <summary>The spans of some texts, byte by byte, as the contents of JSON strings.</summary>
/// <remarks>
/// A suffix automaton (Blumer et al., "The smallest automaton recognizing the subwords of a text", 1985) over the texts with two marks put in:
/// one before each place where a span may begin, one after each where it may end. Reading passes over marks: whether there is one between two
/// characters depends on these two alone, so that all places where a span occurs agree.
/// </remarks>
internal sealed class SpanAutomaton
{
    /// <summary>The mark before a beginning.</summary>
    public const int Begin = 256;

    /// <summary>The mark after an end.</summary>
    public const int End = 257;

    private readonly SpanState[] _states;
    private readonly (int Symbol, int Target, int Next)[] _edges;

    public SpanAutomaton(SpanState[] states, (int Symbol, int Target, int Next)[] edges)
    {
        (_states, _edges) = (states, edges);
        Start = Follow(0, Begin);
    }

    /// <summary>Whether there is no span.</summary>
    public bool IsEmpty => Start < 0;

    /// <summary>The state before the first byte of a span; -1 where there is none.</summary>
    public int Start { get; }

    /// <summary>The state after a byte; -1 where no span goes on so.</summary>
    public int Next(int state, byte b)
    {
        int next = Follow(state, b);
        if (next >= 0) return next;
        int end = Follow(state, End);
        if (end >= 0)
        {
            if ((next = Follow(end, b)) >= 0) return next;
            state = end; // where one word ends and another begins both marks stand
        }
        int begin = Follow(state, Begin);
        return begin < 0 ? -1 : Follow(begin, b);
    }

    /// <summary>Whether a byte goes on inside a word, or inside a character: no mark stands before it. Nor does one between two blanks.</summary>
    public bool ContinuesWord(int state, byte b) => b is not ((byte)' ' or (byte)'\\') && Follow(state, b) >= 0;

    /// <summary>Whether a span may end here.</summary>
    public bool Accepts(int state) => Follow(state, End) >= 0;

    /// <summary>The states, with their edges in <see cref="EdgeAt"/>.</summary>
    public ReadOnlySpan<SpanState> States => _states;

    /// <summary>An edge, and the index of the next one of the same state, or -1.</summary>
    public ref readonly (int Symbol, int Target, int Next) EdgeAt(int index) => ref _edges[index];

    private int Follow(int state, int symbol)
    {
        for (int edge = _states[state].FirstEdge; edge >= 0; edge = _edges[edge].Next)
            if (_edges[edge].Symbol == symbol) return _edges[edge].Target;
        return -1;
    }
}
