using EdgeAgent.Grammar.Regular;

namespace EdgeAgent.Grammar.Automata;

/// <summary>Tells values of which there are very many from those that a list of items without repetition may use up.</summary>
/// <remarks>Thread-safe. What is found is kept in the rules.</remarks>
internal static class Variety
{
    /// <summary>As many are very many.</summary>
    public const int Many = 200;

    /// <summary>Whether some value of some groups can be any of very many.</summary>
    public static bool IsVaried(GrammarProgram program, CallGroup[] groups, int room)
    {
        foreach (CallGroup group in groups)
            foreach ((int value, int height) in group.Values)
                if (height <= room && IsVaried(program, value)) return true;
        return false;
    }

    /// <summary>Whether a value can be any of very many.</summary>
    public static bool IsVaried(GrammarProgram program, int value)
    {
        ValueRule rule = program.Value(value);
        if (rule.IsVaried is bool known) return known;
        HashSet<int> visited = [];
        bool isVaried = Reaches(program, value, visited);
        // Where nothing that can be reached varies, none of it does.
        if (!isVaried)
            foreach (int index in visited) program.Value(index).IsVaried = false;
        return isVaried;
    }

    private static bool Reaches(GrammarProgram program, int value, HashSet<int> visited)
    {
        ValueRule rule = program.Value(value);
        if (rule.IsVaried is bool known) return known;
        if (!visited.Add(value)) return false;
        bool reaches = HasManyScalars(program, rule)
            || rule.Objects.Any(o => HasManyObjects(program, program.Objects[o], visited))
            || rule.Arrays.Any(a => program.Arrays[a] is ArrayRule array && (array.HasManyLengths || array.AllGroups.Any(g => AnyReaches(program, g, visited))));
        if (reaches) rule.IsVaried = true;
        return reaches;
    }

    private static bool HasManyScalars(GrammarProgram program, ValueRule rule)
    {
        if (rule.Numbers >= 0 && HasMany(program.Automata[rule.Numbers])) return true;
        foreach (Strand start in rule.Strings)
            if (start.Kind switch
            {
                StateKind.Regular => HasMany(program.Automata[start.Id]),
                StateKind.String or StateKind.PreferredSpan => program.Lengths[start.Id].Max > 0,
                _ => false, // spans are as many as the sequence has
            }) return true;
        return false;
    }

    private static bool HasManyObjects(GrammarProgram program, ObjectRule rule, HashSet<int> visited)
    {
        if (rule.TakesAnyNames(int.MaxValue) || rule.MemberGroups.Any(g => AnyReaches(program, g, visited))) return true;
        for (int i = 0; i < rule.Free.Length; i++)
            if (rule.FreeGroups[i].Length > 0 && (HasManyNames(program, rule.Free[i]) || AnyReaches(program, rule.FreeGroups[i], visited))) return true;
        return false;
    }

    /// <summary>Whether the names of a class of free ones are very many.</summary>
    public static bool HasManyNames(GrammarProgram program, int free) => program.Free[free].Automaton is int automaton && (automaton < 0 || HasMany(program.Automata[automaton]));

    private static bool AnyReaches(GrammarProgram program, CallGroup[] groups, HashSet<int> visited) => groups.Any(g => g.Values.Any(v => Reaches(program, v.Value, visited)));

    private static bool HasMany(RegularAutomaton automaton) => Residues.HasMoreThan(automaton, RegularAutomaton.Start, Many - 1);
}
