using EdgeAgent.Grammar.Regular;

namespace EdgeAgent.Grammar.Automata;

/// <summary>Names that are not declared: each but once in an object, and never one that leads to no other.</summary>
internal sealed partial class Machine
{
    private readonly TextSets _names;

    /// <summary>The name added last at the byte that is being read, for strands that add the same one.</summary>
    private (int Earlier, int Start, int Names, int Name) _added;

    /// <summary>The names of an object with one more; <see cref="TextSets.Empty"/> where it has that.</summary>
    /// <param name="earlier">Its names so far.</param>
    /// <param name="start">Where the name begins.</param>
    /// <param name="length">Of the name.</param>
    /// <param name="name">The set of this one alone.</param>
    private int AddName(int earlier, int start, int length, out int name)
    {
        // Strands beside each other have their names from the same strands before, or of the same members.
        if (_added.Start != start || _added.Earlier != earlier) _added = (earlier, start, _names.Add(earlier, _text, start, length, out int added), added);
        name = _added.Name;
        return _added.Names;
    }

    /// <summary>Whether a name that has come so far can still become one that the object has not.</summary>
    private bool CanBeNew(in Strand strand, FreeRule free, ObjectRule rule, int length)
    {
        if (free.Automaton < 0) return true; // there is always a longer one
        ReadOnlySpan<int> record = RecordOf(strand, rule);
        if (!ObjectRule.IsScarce(record, free.Place)) return true;
        ReadOnlySpan<byte> name = _text.AsSpan(strand.B, length - strand.B);
        return IsOneLeft(_program.Automata[free.Automaton], strand.A, _names.StartingWith(ObjectRule.FreeNamesOf(record), _text, name), name.Length);
    }

    /// <summary>Whether an automaton reads other names than those of a set, which have all been read to a state.</summary>
    private bool IsOneLeft(RegularAutomaton automaton, int state, int names, int read)
    {
        int count = _names.CountOf(names);
        if (count == 0 || Residues.HasMoreThan(automaton, state, count)) return true;
        // Names of other classes are in the set too.
        int taken = 0;
        for (int i = 0; i < count; i++)
            if (Residues.Has(automaton, state, _names.Piece(names, _text, i)[read..], false)) taken++;
        return taken < count && Residues.HasMoreThan(automaton, state, taken);
    }

    /// <summary>Looks at the name that came last: are there, with each of its beginnings, more names than the object has?</summary>
    /// <returns>The object's record, in which the classes are marked where there are not: only there must more be known than how many names there are.</returns>
    private int LookAtName(int record, ObjectRule rule)
    {
        int changed = CopyRecord(record, rule.Initial.Length);
        int name = ObjectRule.TakeNewName(_words.AsSpan(changed, rule.Initial.Length));
        foreach (int index in rule.Free)
        {
            FreeRule free = _program.Free[index];
            if (free.Automaton >= 0 && MayRunOut(_program.Automata[free.Automaton], ObjectRule.FreeNamesOf(_words.AsSpan(record, rule.Initial.Length)), name))
                ObjectRule.MarkScarce(_words.AsSpan(changed, rule.Initial.Length), free.Place);
        }
        return changed;
    }

    private bool MayRunOut(RegularAutomaton automaton, int names, int added)
    {
        ReadOnlySpan<byte> name = _names.Piece(added, _text, 0);
        if (!Residues.Has(automaton, RegularAutomaton.Start, name, false)) return false; // of another class
        int state = RegularAutomaton.Start;
        for (int i = 0; Residues.HasMoreThan(automaton, state, _names.CountOf(names = _names.StartingWith(names, _text, name[..i]))); i++)
        {
            if (i == name.Length) return false;
            state = automaton.Next(state, name[i]);
        }
        return true;
    }

    /// <summary>Whether the names that go on as the one in which a strand stands run out on the way of some token: one taken would be the only one left.</summary>
    private bool NamesMayRunOut(in Strand strand, TokenTrie trie)
    {
        FreeRule free = _program.Free[strand.Id];
        ReadOnlySpan<int> record = RecordOf(strand, _program.Objects[free.Object]);
        if (!ObjectRule.IsScarce(record, free.Place)) return false;
        RegularAutomaton automaton = _program.Automata[free.Automaton];
        ReadOnlySpan<byte> begun = _text.AsSpan(strand.B, _textLength - strand.B);
        int names = _names.StartingWith(ObjectRule.FreeNamesOf(record), _text, begun);
        for (int k = 0; k < _names.CountOf(names); k++)
        {
            ReadOnlySpan<byte> name = _names.Piece(names, _text, k);
            (int state, int node, int alike) = (strand.A, 0, names);
            for (int i = begun.Length; i < name.Length; i++)
            {
                if ((node = trie.Child(node, name[i])) < 0 || (state = automaton.Next(state, name[i])) < 0) break;
                if (!IsOneLeft(automaton, state, alike = _names.StartingWith(alike, _text, name[..(i + 1)]), i + 1)) return true;
            }
        }
        return false;
    }
}
