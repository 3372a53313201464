using EdgeAgent.Grammar.Regular;

namespace EdgeAgent.Grammar.Automata;

/// <summary>Finds the characters that an automaton goes on with in a state and, after any of them, in all that follow.</summary>
internal static class FreeCharacters
{
    /// <summary>An unanchored pattern has a state for each of its characters, and goes on with everything in all of them.</summary>
    public const int MaxStates = 64;

    /// <summary>A set of such characters, as large as is easily found; empty where there are many states.</summary>
    /// <param name="automaton">The automaton.</param>
    /// <param name="start">The state.</param>
    /// <param name="states">Takes the states that can be reached so, <see cref="MaxStates"/> at most: in each the same characters are free.</param>
    /// <param name="count">How many these are.</param>
    public static CharacterSet Of(RegularAutomaton automaton, int start, Span<int> states, out int count)
    {
        count = 1;
        // Escapes have states of their own, in which little is allowed: without them a set is found.
        Span<bool> ascii = stackalloc bool[128];
        for (int b = ' '; b < 128; b++) ascii[b] = b is not ('"' or '\\') && automaton.Next(start, (byte)b) >= 0;
        bool others = true;
        for (bool isStable = false; !isStable;)
        {
            isStable = true;
            (states[0], count) = (start, 1);
            for (int i = 0; i < count; i++)
            {
                ReadOnlySpan<byte> classes = automaton.Classes(states[i], out ReadOnlySpan<int> targets);
                for (int b = 0; b < 128; b++)
                {
                    if (!ascii[b]) continue;
                    int next = targets[classes[b]];
                    if (next < 0) (ascii[b], isStable) = (false, false);
                    else if (!TryAdd(states, ref count, next)) return Nothing(out count);
                }
                if (others && !TryFollow(automaton, states[i], states, ref count, out bool isFull))
                {
                    if (isFull) return Nothing(out count);
                    (others, isStable) = (false, false);
                }
            }
        }
        (ulong low, ulong high) = (0, 0);
        for (int b = 0; b < 64; b++)
        {
            low |= ascii[b] ? 1UL << b : 0;
            high |= ascii[b + 64] ? 1UL << b : 0;
        }
        return new CharacterSet(low, high, others);
    }

    private static CharacterSet Nothing(out int count)
    {
        count = 1; // of the other states it is not known
        return default;
    }

    /// <summary>Adds the states after every character that is not ASCII.</summary>
    /// <returns>Whether the automaton goes on with all of them.</returns>
    private static bool TryFollow(RegularAutomaton automaton, int from, Span<int> states, ref int count, out bool isFull)
    {
        const int MaxOpen = 64;
        isFull = false;
        // Pairs of a state within a character (of StringAutomaton) and the automaton's.
        Span<(byte Utf8, int State)> open = stackalloc (byte, int)[MaxOpen];
        (open[0], int opened) = ((StringAutomaton.Boundary, from), 1);
        for (int i = 0; i < opened; i++)
        {
            (byte utf8, int state) = open[i];
            ReadOnlySpan<byte> classes = automaton.Classes(state, out ReadOnlySpan<int> targets);
            for (int b = 0x80; b < 0xF5; b++)
            {
                byte next = StringAutomaton.Next[(utf8 << 8) + b];
                if (next >= StringAutomaton.Close) continue;
                int target = targets[classes[b]];
                if (target < 0) return false;
                if (next == StringAutomaton.Boundary)
                {
                    if (TryAdd(states, ref count, target)) continue;
                    isFull = true;
                    return false;
                }
                if (open[..opened].Contains((next, target))) continue;
                if (opened == MaxOpen) return false;
                open[opened++] = (next, target);
            }
        }
        return true;
    }

    private static bool TryAdd(Span<int> states, ref int count, int state)
    {
        if (states[..count].Contains(state)) return true;
        if (count == states.Length) return false;
        states[count++] = state;
        return true;
    }
}
