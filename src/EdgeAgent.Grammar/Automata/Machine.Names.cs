namespace EdgeAgent.Grammar.Automata;

internal sealed partial class Machine
{
    // A free name in the arena: where it is in the text, and the one before it in the same object.
    private const int NameStart = 0, NameBytes = 1, NamePrevious = 2, NameNodeLength = 3;

    private ReadOnlySpan<byte> NameAt(int node) => _text.AsSpan(_words[node + NameStart], _words[node + NameBytes]);

    /// <summary>Whether a name that has come so far can still become one that the object has not.</summary>
    private bool CanBeNew(in Strand strand, FreeRule free, ObjectRule rule, int length)
    {
        if (free.Automaton < 0) return true; // there is always a longer one
        int earlier = ObjectRule.FreeNamesOf(RecordOf(strand, rule));
        if (earlier == 0) return true;
        ReadOnlySpan<byte> name = _text.AsSpan(strand.B, length - strand.B);
        Regular.RegularAutomaton automaton = _program.Automata[free.Automaton];
        int taken = 0;
        for (int known = earlier; known > 0; known = _words[known + NamePrevious])
            if (NameAt(known).StartsWith(name) && Residues.Has(automaton, strand.A, NameAt(known)[name.Length..], false)) taken++;
        return taken == 0 || Residues.HasMoreThan(automaton, strand.A, taken);
    }
}
