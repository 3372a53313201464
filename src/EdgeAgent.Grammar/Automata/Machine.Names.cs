namespace EdgeAgent.Grammar.Automata;

internal sealed partial class Machine
{
    // A free name or an item in the arena: where it is in the text, the one before it in the same object or array; and an item's hash.
    private const int Start = 0, Bytes = 1, Previous = 2, NameLength = 3, Hash = 3, ItemLength = 4;

    private ReadOnlySpan<byte> TakenAt(int node) => _text.AsSpan(_words[node + Start], _words[node + Bytes]);

    /// <summary>Whether a name that has come so far can still become one that the object has not.</summary>
    private bool CanBeNew(in Strand strand, FreeRule free, ObjectRule rule, int length)
    {
        if (free.Automaton < 0) return true; // there is always a longer one
        int earlier = ObjectRule.FreeNamesOf(RecordOf(strand, rule));
        if (earlier == 0) return true;
        ReadOnlySpan<byte> name = _text.AsSpan(strand.B, length - strand.B);
        Regular.RegularAutomaton automaton = _program.Automata[free.Automaton];
        int taken = 0;
        for (int known = earlier; known > 0; known = _words[known + Previous])
            if (TakenAt(known).StartsWith(name) && Residues.Has(automaton, strand.A, TakenAt(known)[name.Length..], false)) taken++;
        return taken == 0 || Residues.HasMoreThan(automaton, strand.A, taken);
    }
}
