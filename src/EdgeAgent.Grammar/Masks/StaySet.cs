using EdgeAgent.Grammar.Regular;

namespace EdgeAgent.Grammar.Masks;

/// <summary>The characters after which an automaton is in the state that it was in, by kinds.</summary>
/// <remarks>
/// A kind is an ASCII character, by its number (the first 32, which JSON escapes, are none); or some lead bytes of UTF-8: kinds 1 to 18.
/// </remarks>
/// <param name="Low">Kinds below 64, as bits.</param>
/// <param name="High">Kinds from 64 to 127.</param>
internal sealed record StaySet(ulong Low, ulong High)
{
    // Lead bytes with the range of the byte that follows them and how many more follow (RFC 3629), by kind from 1 on.
    private static readonly (byte Lead, byte LastLead, byte First, byte Last, int More)[] Leads =
    [
        (0xC2, 0xC3, 0x80, 0xBF, 0), (0xC4, 0xC9, 0x80, 0xBF, 0), (0xCA, 0xCD, 0x80, 0xBF, 0), (0xCE, 0xCF, 0x80, 0xBF, 0), (0xD0, 0xD3, 0x80, 0xBF, 0), (0xD4, 0xDF, 0x80, 0xBF, 0),
        (0xE0, 0xE0, 0xA0, 0xBF, 1), (0xE1, 0xE1, 0x80, 0xBF, 1), (0xE2, 0xE2, 0x80, 0xBF, 1), (0xE3, 0xE3, 0x80, 0xBF, 1), (0xE4, 0xE9, 0x80, 0xBF, 1), (0xEA, 0xEC, 0x80, 0xBF, 1),
        (0xED, 0xED, 0x80, 0x9F, 1), (0xEE, 0xEE, 0x80, 0xBF, 1), (0xEF, 0xEF, 0x80, 0xBF, 1), (0xF0, 0xF0, 0x90, 0xBF, 2), (0xF1, 0xF3, 0x80, 0xBF, 2), (0xF4, 0xF4, 0x80, 0x8F, 2),
    ];

    private static readonly byte[] Kinds = [.. Enumerable.Range(0, 256).Select(b => b is >= 32 and < 128 ? (byte)b : (byte)(Array.FindIndex(Leads, l => b >= l.Lead && b <= l.LastLead) + 1))];

    /// <summary>The kind of a character by its first byte; 0 for what begins none.</summary>
    public static byte KindOf(byte b) => Kinds[b];

    /// <summary>Whether the characters of a kind are in the set, all of them.</summary>
    public bool HasKind(int kind) => kind < 64 ? (Low >> kind & 1) != 0 : kind < 128 && (High >> (kind - 64) & 1) != 0;

    /// <summary>Finds those of a state.</summary>
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
        for (int i = 0; i < Leads.Length; i++)
            if (targets[classes[Leads[i].Lead]] >= 0 && Stays(automaton, state, Leads[i])) low |= 2UL << i;
        return new StaySet(low, high);
    }

    /// <summary>Whether only characters of the set stand below a node.</summary>
    public bool Covers(TrieIndex index, int node) => (index.Low[node] & ~Low) == 0 && (index.High[node] & ~High) == 0;

    private static bool Stays(RegularAutomaton automaton, int state, (byte Lead, byte LastLead, byte First, byte Last, int More) kind)
    {
        int after = automaton.Next(state, kind.Lead);
        for (int b = kind.Lead + 1; b <= kind.LastLead; b++)
            if (automaton.Next(state, (byte)b) != after) return false;
        return All(automaton, after, kind.First, kind.Last, kind.More, state);
    }

    private static bool All(RegularAutomaton automaton, int state, byte first, byte last, int more, int end)
    {
        int after = automaton.Next(state, first);
        for (int b = first; b <= last; b++)
            if (after < 0 || automaton.Next(state, (byte)b) != after) return false;
        return more == 0 ? after == end : All(automaton, after, 0x80, 0xBF, more - 1, end);
    }
}
