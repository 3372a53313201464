using EdgeAgent.Grammar.Regular;

namespace EdgeAgent.Grammar.Automata;

/// <summary>Whether what can still be written makes more items than an array has, so that none of them need be looked at.</summary>
internal sealed partial class Machine
{
    /// <summary>
    /// Whether there are so many items like the one that a strand stands in that those after it need not know which one it becomes: what follows its texts is
    /// the same for all that the array has not.
    /// </summary>
    public bool IsOneOfMany(in Strand strand)
    {
        int automaton = strand.Kind switch { StateKind.Regular => strand.Id, StateKind.FreeKey => _program.Free[strand.Id].Automaton, _ => -1 };
        if (automaton >= 0 && !Residues.HasMoreThan(_program.Automata[automaton], strand.A, Variety.Many)) return false;
        if (strand.Kind == StateKind.String && strand.B == StringAutomaton.Boundary && strand.A >= _program.Lengths[strand.Id].Max) return false;
        for (int i = strand.Stack; _frames[i].IsCompared; i = _frames[i].Below)
            if (ItemRuleOf(_frames[i]) is { HasPrefix: true }) return false;
        return true;
    }

    private int CountOf(int items)
    {
        int count = 0;
        for (; items > 0; items = _words[items + Previous]) count++;
        return count;
    }

    /// <summary>Whether very many unlike values can come of what a strand stands in before the innermost item ends that is compared with others: more than there are.</summary>
    /// <param name="strand">The strand.</param>
    /// <param name="wanted">How many more than these.</param>
    private bool IsFree(in Strand strand, int wanted)
    {
        switch (strand.Kind)
        {
            case StateKind.PreferredSpan: return true; // beside one that reads any string
            case StateKind.String:
                if (strand.B != StringAutomaton.Boundary || strand.A < _program.Lengths[strand.Id].Max) return true;
                break;
            case StateKind.Regular or StateKind.Number:
                if (Residues.HasMoreThan(_program.Automata[strand.Id], strand.A, TakenAround(strand.Stack) + wanted)) return true;
                break;
            case StateKind.FreeKey:
                FreeRule free = _program.Free[strand.Id];
                if (free.Automaton < 0 || _program.Objects[free.Object].TakesAnyNames(RoomIn(strand.Stack))) return true;
                if (Residues.HasMoreThan(_program.Automata[free.Automaton], strand.A, TakenAround(strand.Stack) + wanted + TakenNames(strand))) return true;
                break;
            case StateKind.ObjectFirst or StateKind.ObjectNext or StateKind.ObjectQuote:
                ObjectRule rule = _program.Objects[strand.Id];
                if (rule.MayVary(_program, RecordOf(strand, rule), RoomIn(strand.Stack))) return true;
                break;
            case StateKind.Key or StateKind.Colon or StateKind.MemberGap:
                ObjectRule around = _program.Objects[strand.Id];
                int room = RoomIn(strand.Stack);
                if (around.TakesAnyNames(room) || (strand.Kind != StateKind.Key && !around.HasCounts && Variety.IsVaried(_program, around.GroupsOf(strand.A), room))) return true;
                break;
            case StateKind.ArrayFirst or StateKind.ArrayNext or StateKind.ItemGap:
                if (MayVary(_program.Arrays[strand.Id], strand.A, strand.Record, strand.Stack)) return true;
                break;
        }
        return IsFreeBelow(strand.Stack);
    }

    /// <summary>The same of what comes after the value above a stack.</summary>
    private bool IsFreeBelow(int stack)
    {
        for (int i = stack; i > 0; i = _frames[i].Next)
        {
            ref readonly Frame frame = ref _frames[i];
            if (!frame.IsCompared) return true; // another reading of the text
            if (EarlierThan(frame) != 0) continue;
            Strand after = Return(frame);
            if (after.Kind == StateKind.ObjectNext && _program.Objects[after.Id] is ObjectRule rule && rule.MayVary(_program, RecordOf(after, rule), RoomIn(after.Stack))) return true;
            if (after.Kind == StateKind.ArrayNext && MayVary(_program.Arrays[after.Id], after.A, after.Record, after.Stack)) return true;
            if (IsFreeBelow(frame.Below)) return true;
        }
        return false;
    }

    private bool MayVary(ArrayRule rule, int count, int record, int stack)
    {
        if (rule.HasManyLengths) return true;
        int room = RoomIn(stack);
        return !rule.HasCounts && rule.MayHave(count, _words.AsSpan(record, rule.RecordLength), room) && Variety.IsVaried(_program, rule.GroupsAt(count), room);
    }

    /// <summary>How many items the innermost array has whose items are compared.</summary>
    private int TakenAround(int stack)
    {
        for (int i = stack; _frames[i].IsCompared; i = _frames[i].Below)
            if (EarlierThan(_frames[i]) is int earlier and > 0) return CountOf(earlier);
        return 0;
    }

    /// <summary>How many free names the object has that a strand stands in a name of.</summary>
    private int TakenNames(in Strand strand) =>
        strand.Kind == StateKind.FreeKey ? _names.CountOf(ObjectRule.FreeNamesOf(RecordOf(strand, _program.Objects[_program.Free[strand.Id].Object]))) : 0;

    /// <summary>Whether a text inside an item must be watched byte by byte: on the way to an item that there is, no other could be left.</summary>
    private bool MayRunOutInside(in Strand strand)
    {
        const int Room = 32;
        if (!IsCompared(strand)) return false;
        TextRests rests = new(stackalloc (int, int)[Room]);
        if (!MayRepeat(strand, _textLength, ref rests) || IsFreeBelow(strand.Stack)) return false;
        if (rests.HasOverflowed) return true;
        if (strand.Kind == StateKind.String) return IsFilledBy(strand, rests);
        if (strand.Kind == StateKind.Number) return true;
        RegularAutomaton automaton = _program.Automata[strand.Kind == StateKind.Regular ? strand.Id : _program.Free[strand.Id].Automaton];
        int taken = rests.Count + TakenNames(strand);
        for (int k = 0; k < rests.Count; k++)
        {
            int state = strand.A;
            foreach (byte b in _text.AsSpan(rests[k].Start, rests[k].Length))
            {
                if (state < 0) break;
                if (!Residues.HasMoreThan(automaton, state, taken)) return true;
                state = automaton.Next(state, b);
            }
        }
        return false;
    }

    /// <summary>Whether a string as long as it may be is one of those in other items: it could only end.</summary>
    private bool IsFilledBy(in Strand strand, in TextRests rests)
    {
        long max = _program.Lengths[strand.Id].Max;
        for (int k = 0; k < rests.Count; k++)
        {
            (int state, long characters) = (strand.B, strand.A);
            foreach (byte b in _text.AsSpan(rests[k].Start, rests[k].Length - 1))
                if ((state = StringAutomaton.Next[(state << 8) + b]) == StringAutomaton.Boundary) characters++;
            if (characters >= max) return true;
        }
        return false;
    }
}
