using EdgeAgent.Grammar.Regular;

namespace EdgeAgent.Grammar.Masks;

/// <summary>The characters after which an automaton is in the state that it was in, in the form of <see cref="TrieIndex"/>'s sets of bytes.</summary>
/// <param name="Low">Bytes below 64; the first bit for all characters that are not ASCII.</param>
/// <param name="High">Bytes from 64 to 127.</param>
internal sealed record StaySet(ulong Low, ulong High)
{
    // Lead bytes with the range of the byte that follows them and how many more follow (RFC 3629).
    private static readonly (byte Lead, byte LastLead, byte First, byte Last, int More)[] Leads =
    [
        (0xC2, 0xDF, 0x80, 0xBF, 0), (0xE0, 0xE0, 0xA0, 0xBF, 1), (0xE1, 0xEC, 0x80, 0xBF, 1), (0xED, 0xED, 0x80, 0x9F, 1), (0xEE, 0xEF, 0x80, 0xBF, 1),
        (0xF0, 0xF0, 0x90, 0xBF, 2), (0xF1, 0xF3, 0x80, 0xBF, 2), (0xF4, 0xF4, 0x80, 0x8F, 2),
    ];

    /// <summary>Whether there are any.</summary>
    public bool IsEmpty => (Low | High) == 0;

    /// <summary>Finds them.</summary>
    public static StaySet Of(RegularAutomaton automaton, int state)
    {
        (ulong low, ulong high) = (0, 0);
        ReadOnlySpan<byte> classes = automaton.Classes(state, out ReadOnlySpan<int> targets);
        for (int b = 32; b < 128; b++)
            if (targets[classes[b]] == state)
            {
                if (b < 64) low |= 1UL << b;
                else high |= 1UL << (b - 64);
            }
        return new StaySet((low | high) != 0 && OthersStay(automaton, state) ? low | TrieIndex.NotAscii : low, high);
    }

    /// <summary>Whether the automaton is in a state again after the bytes of this set only, for every text below a node.</summary>
    public bool Covers(TrieIndex index, int node) => (index.Low[node] & ~Low) == 0 && (index.High[node] & ~High) == 0;

    private static bool OthersStay(RegularAutomaton automaton, int state)
    {
        foreach ((byte lead, byte lastLead, byte first, byte last, int more) in Leads)
        {
            int after = automaton.Next(state, lead);
            for (int b = lead; b <= lastLead; b++)
                if (after < 0 || automaton.Next(state, (byte)b) != after) return false;
            if (!All(automaton, after, first, last, more, state)) return false;
        }
        return true;
    }

    private static bool All(RegularAutomaton automaton, int state, byte first, byte last, int more, int end)
    {
        int after = automaton.Next(state, first);
        for (int b = first; b <= last; b++)
            if (after < 0 || automaton.Next(state, (byte)b) != after) return false;
        return more == 0 ? after == end : All(automaton, after, 0x80, 0xBF, more - 1, end);
    }
}
