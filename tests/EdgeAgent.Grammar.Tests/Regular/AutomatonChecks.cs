using EdgeAgent.Grammar.Regular;

namespace EdgeAgent.Grammar.Tests.Regular;

/// <summary>What tests ask of automata.</summary>
internal static class AutomatonChecks
{
    public static bool Accepts(RegularAutomaton automaton, ReadOnlySpan<byte> text)
    {
        int state = RegularAutomaton.Start;
        foreach (byte b in text)
            if ((state = automaton.Next(state, b)) < 0) return false;
        return automaton.Accepts(state);
    }

    /// <summary>That from each of the first states an accepting one is reached.</summary>
    public static void AssertAlive(RegularAutomaton automaton, int states)
    {
        List<int> seen = [RegularAutomaton.Start];
        Dictionary<int, List<int>> into = new() { [RegularAutomaton.Start] = [] };
        for (int i = 0; i < seen.Count; i++)
        {
            automaton.Classes(seen[i], out ReadOnlySpan<int> targets);
            foreach (int target in targets)
            {
                if (target < 0) continue;
                if (!into.TryGetValue(target, out List<int>? sources))
                {
                    into[target] = sources = [];
                    seen.Add(target);
                }
                sources.Add(seen[i]);
            }
            if (seen.Count > states) return; // not all seen: nothing can be said
        }
        Stack<int> open = new(seen.Where(automaton.Accepts));
        HashSet<int> alive = [.. open];
        while (open.TryPop(out int state))
            foreach (int source in into[state])
                if (alive.Add(source)) open.Push(source);
        Assert.Equal(seen.Count, alive.Count);
    }
}
