using EdgeAgent.Grammar.Regular;

namespace EdgeAgent.Grammar.Automata;

/// <summary>How many texts an automaton accepts from a state.</summary>
internal static class Residues
{
    /// <summary>Nobody writes so many values that begin alike: beyond that there is always one more.</summary>
    private const int Enough = 1000;

    /// <summary>Whether a text is one of them.</summary>
    /// <param name="automaton">The automaton.</param>
    /// <param name="state">The state.</param>
    /// <param name="rest">The text.</param>
    /// <param name="isQuoted">Whether a closing quote follows it.</param>
    public static bool Has(RegularAutomaton automaton, int state, ReadOnlySpan<byte> rest, bool isQuoted)
    {
        if (isQuoted) rest = rest[..^1];
        foreach (byte b in rest)
        {
            state = automaton.Next(state, b);
            if (state < 0) return false;
        }
        return automaton.Accepts(state);
    }

    /// <summary>Whether there are more than a number of them.</summary>
    public static bool HasMoreThan(RegularAutomaton automaton, int state, int count)
    {
        if (count >= Enough) return true;
        (int found, bool isAll) = automaton.CountedOf(state);
        if (count < found || isAll) return count < found;
        // Twice as many are looked for, so that counting one by one is not looking each time.
        (found, isAll) = Count(automaton, state, Math.Min(Enough, (count + 1) * 2));
        automaton.SetCounted(state, found, isAll);
        return count < found;
    }

    /// <summary>How many there are, if fewer than so many, which is then all; else so many at least.</summary>
    /// <remarks>
    /// Breadth first. Every state leads to an accepted text, so that as many ways of one length are at least as many texts: the search ends as soon as
    /// there are enough, and where there are few the paths followed are few.
    /// </remarks>
    private static (int Found, bool IsAll) Count(RegularAutomaton automaton, int state, int enough)
    {
        int count = enough - 1;
        Span<int> open = stackalloc int[count + 1], next = stackalloc int[count + 1];
        (int opened, int accepted) = (1, 0);
        open[0] = state;
        for (int length = 0; opened > 0 && length < 100_000; length++)
        {
            int following = 0;
            for (int i = 0; i < opened; i++)
            {
                if (automaton.Accepts(open[i])) accepted++;
                for (int b = 0; b < 256 && accepted + following <= count; b++)
                    if (automaton.Next(open[i], (byte)b) is int target and >= 0) next[following++] = target;
                if (accepted + following > count) return (accepted + following, false);
            }
            opened = following;
            Span<int> read = open;
            open = next;
            next = read;
        }
        return opened > 0 ? (enough, false) : (accepted, true);
    }
}
