namespace EdgeAgent.Grammar.Automata;

/// <summary>Finds the first of some triggers in a stream of bytes (Aho and Corasick's automaton): the state says how much of one the text ends with.</summary>
internal sealed class TriggerAutomaton
{
    private const short Missing = short.MaxValue;

    private readonly List<short[]> _next = []; // a state, or the complement of a trigger's index
    private readonly List<int> _depths = [];

    /// <summary>Makes the automaton.</summary>
    /// <param name="triggers">None is empty or begins another; may be none.</param>
    /// <param name="onlyAtStart">Whether they count at the beginning of the text only.</param>
    public TriggerAutomaton(IReadOnlyList<byte[]> triggers, bool onlyAtStart)
    {
        Key = $"{onlyAtStart} {string.Join(' ', triggers.Select(Convert.ToHexString))}";
        Add(0);
        for (int i = 0; i < triggers.Count; i++) Add(triggers[i], i);
        if (onlyAtStart) LeadAway();
        else LeadBack();
    }

    /// <summary>The same for automata that are alike.</summary>
    public string Key { get; }

    public int StateCount => _next.Count;

    /// <summary>The state after a byte; negative: the complement of the index of the trigger that is complete.</summary>
    public int Next(int state, byte b) => _next[state][b];

    /// <summary>How many bytes of a trigger the text ends with.</summary>
    public int DepthOf(int state) => _depths[state];

    private short Add(int depth)
    {
        short[] row = new short[256];
        Array.Fill(row, Missing);
        _next.Add(row);
        _depths.Add(depth);
        return (short)(_next.Count - 1);
    }

    private void Add(byte[] trigger, int index)
    {
        int state = 0;
        foreach (byte b in trigger.AsSpan(0, trigger.Length - 1))
        {
            short next = _next[state][b];
            if (next == Missing) _next[state][b] = next = Add(_depths[state] + 1);
            state = next;
        }
        _next[state][trigger[^1]] = (short)~index;
    }

    /// <summary>A byte that does not go on leads to where no trigger counts any more.</summary>
    private void LeadAway()
    {
        int count = _next.Count;
        short free = Add(0);
        for (int state = 0; state <= count; state++) _next[state].AsSpan().Replace(Missing, free);
    }

    /// <summary>A byte that does not go on leads where it would from the longest proper suffix that is a prefix.</summary>
    private void LeadBack()
    {
        int[] fallbacks = new int[_next.Count];
        Queue<int> open = new([0]);
        while (open.TryDequeue(out int state))
        {
            for (int b = 0; b < 256; b++)
            {
                short next = _next[state][b];
                short back = state == 0 ? (short)0 : _next[fallbacks[state]][b];
                if (next == Missing || (next >= 0 && back < 0)) _next[state][b] = back; // a trigger within another ends it
                else if (next >= 0)
                {
                    fallbacks[next] = back;
                    open.Enqueue(next);
                }
            }
        }
    }
}
