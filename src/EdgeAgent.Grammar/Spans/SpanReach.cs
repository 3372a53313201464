namespace EdgeAgent.Grammar.Spans;

/// <summary>How many characters lead from each state of a <see cref="SpanAutomaton"/> to the end of a span: the fewest and the most. Immutable.</summary>
internal sealed class SpanReach
{
    /// <summary>In <see cref="Most"/>: no span ends below.</summary>
    public const int None = -1;

    private readonly GrammarVocabulary? _vocabulary;

    /// <param name="automaton">The spans.</param>
    /// <param name="vocabulary">Leaves out what it cannot spell byte by byte; null for none.</param>
    public SpanReach(SpanAutomaton automaton, GrammarVocabulary? vocabulary)
    {
        _vocabulary = vocabulary;
        ReadOnlySpan<SpanState> states = automaton.States;
        (Fewest, Most) = (new int[states.Length], new int[states.Length]);
        foreach (int state in LongestFirst(states))
        {
            (int fewest, int most) = (int.MaxValue, None);
            for (int i = states[state].FirstEdge; i >= 0;)
            {
                (int symbol, int target, i) = automaton.EdgeAt(i);
                if (symbol == SpanAutomaton.End) (fewest, most) = (0, Math.Max(most, 0));
                if (!Leads(symbol, target)) continue;
                int characters = symbol < 256 && states[target].IsBoundary ? 1 : 0;
                (fewest, most) = (Math.Min(fewest, Fewest[target] + characters), Math.Max(most, Most[target] + characters));
            }
            (Fewest[state], Most[state]) = (fewest, most);
        }
    }

    /// <summary>By state; where <see cref="Most"/> is <see cref="None"/>, nothing.</summary>
    public int[] Fewest { get; }

    /// <summary>By state; <see cref="None"/> where no span can be completed.</summary>
    public int[] Most { get; }

    /// <summary>Whether the end of a span can be reached over an edge.</summary>
    public bool Leads(int symbol, int target) => Most[target] != None && (symbol >= 256 || _vocabulary is null || _vocabulary.CanSpellOneOf((byte)symbol, (byte)symbol));

    /// <summary>Every state after those that its edges lead to: sorted by length, which counts symbols.</summary>
    private static int[] LongestFirst(ReadOnlySpan<SpanState> states)
    {
        int longest = 0;
        foreach (SpanState state in states) longest = Math.Max(longest, state.Length);
        int[] places = new int[longest + 2];
        foreach (SpanState state in states) places[longest - state.Length + 1]++;
        for (int i = 1; i < places.Length; i++) places[i] += places[i - 1];
        int[] order = new int[states.Length];
        for (int i = 0; i < states.Length; i++) order[places[longest - states[i].Length]++] = i;
        return order;
    }
}
