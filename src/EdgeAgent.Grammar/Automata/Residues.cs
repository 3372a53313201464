using EdgeAgent.Grammar.Regular;

namespace EdgeAgent.Grammar.Automata;

/// <summary>How many texts an automaton accepts from a state.</summary>
internal static class Residues
{
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
    /// <remarks>
    /// Breadth first. Every state leads to an accepted text, so that as many ways of one length are at least as many texts: the search ends as soon as
    /// there are enough, and where there are few the paths followed are few.
    /// </remarks>
    public static bool HasMoreThan(RegularAutomaton automaton, int state, int count)
    {
        if (count >= 1000) return true; // nobody writes so many values that begin alike
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
                if (accepted + following > count) return true;
            }
            opened = following;
            Span<int> read = open;
            open = next;
            next = read;
        }
        return opened > 0;
    }
}
