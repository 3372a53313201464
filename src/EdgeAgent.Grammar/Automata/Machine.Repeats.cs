using EdgeAgent.Grammar.Regular;

namespace EdgeAgent.Grammar.Automata;

/// <summary>Objects and arrays as items that must be unlike each other: whatever is written of one, it must still be able to become one that the array has not.</summary>
internal sealed partial class Machine
{
    /// <summary>The search for such an item gives up after so many bytes, and then supposes that there is one.</summary>
    private const int MaxSearch = 4000;

    private bool _compares; // there has been an array whose items are compared
    private bool _searches; // white space that need not be is left out, and members come in one order
    private int _searchedFrom; // the offset
    private bool _wantsEnd; // an array is searched for, not an item
    private int _sealed;

    /// <summary>
    /// Says that the items open before an offset are unlike all others, whatever follows: of their texts a walk leaves something out. 0 for none.
    /// </summary>
    public void Seal(int offset) => _sealed = offset;

    /// <summary>Whether an item that a strand stands in may still become one that its array has.</summary>
    /// <param name="strand">The strand.</param>
    /// <param name="length">Of the text.</param>
    /// <param name="rests">Takes the ways in which the string or name that the strand stands in must go on for that, with the closing quote, as parts of the text.</param>
    public bool MayRepeat(in Strand strand, int length, ref TextRests rests)
    {
        bool may = false;
        for (int i = strand.Stack; _frames[i].IsCompared; i = _frames[i].Below) may |= MayRepeat(_frames[i], length, ref rests);
        return may;
    }

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
            if ((StateKind)(_frames[i].State & 31) == StateKind.ItemEnd && _program.Arrays[Return(_frames[i]).Id].HasPrefix) return false;
        return true;
    }

    private bool MayRepeat(in Frame frame, int length, ref TextRests rests)
    {
        bool may = false;
        for (int known = EarlierThan(frame); known > 0; known = _words[known + Previous])
        {
            rests.Origin = _words[known + Start];
            may |= JsonEquality.CanBecome(_text.AsSpan(frame.B, length - frame.B), TakenAt(known), ref rests);
        }
        return may;
    }

    /// <summary>The items before the one whose end a frame waits for; 0 for other frames.</summary>
    private int EarlierThan(in Frame frame) => (StateKind)(frame.State & 31) == StateKind.ItemEnd ? _words[frame.Record] : 0;

    /// <summary>Leaves out of the strands on top those from which only items could come that there are already.</summary>
    /// <param name="from">The first that is looked at.</param>
    /// <param name="end">The offset after the byte read last.</param>
    private void LeaveOutRepeats(int from, int end)
    {
        if (!_compares || _searches) return;
        int kept = from;
        for (int i = from, last = _top; i < last; i++)
        {
            Strand strand = _strands[i];
            if (CanBeUnlike(strand, end)) _strands[kept++] = strand;
        }
        _top = kept;
    }

    private bool CanBeUnlike(in Strand strand, int end)
    {
        if (strand.Kind is StateKind.ArrayFirst or StateKind.ItemGap && !CanAddItem(strand, end)) return false;
        if (strand.Kind is >= StateKind.ArrayFirst and <= StateKind.EnumItem && !CanEndTuple(strand, end)) return false;
        if (!IsCompared(strand)) return true;
        (int outermost, bool isInnermost) = (0, true);
        TextRests rests = default;
        // The items that the strand is in, from the inside out.
        for (int i = strand.Stack; _frames[i].IsCompared; i = _frames[i].Below)
        {
            if (IsBeforeOthersOfATuple(_frames[i]) && strand.Kind != StateKind.String && !FindsEnd(strand, end, _frames[i].Depth - 1)) return false;
            if (EarlierThan(_frames[i]) == 0 || _frames[i].B < _sealed) continue;
            if (strand.Checked && i == strand.Stack) continue; // a scalar that is an item itself: it has been looked at
            if (isInnermost && IsFree(strand, 1)) return true;
            isInnermost = false;
            if (MayRepeat(_frames[i], end, ref rests)) outermost = i;
        }
        return outermost == 0 || Finds(strand, end, _frames[outermost].Depth - 1, 1);
    }

    /// <summary>Where an item may come: whether there is one that the array has not; in an empty array, as many as there must be.</summary>
    private bool CanAddItem(in Strand strand, int end)
    {
        ArrayRule rule = _program.Arrays[strand.Id];
        bool isEmpty = strand.Kind == StateKind.ArrayFirst;
        // White space changes nothing; values of few texts are looked at where they are read.
        if (rule.Unique is null || strand.B != (isEmpty ? 0 : _program.AfterSeparator) || rule.Unique.DomainAt(strand.A) is not null) return true;
        int earlier = CountOf(ArrayRule.ItemsOf(RecordOf(strand, rule)));
        int wanted = !isEmpty ? 1 : rule.HasPrefix ? 0 : (int)Math.Min(rule.MinItems, Variety.Many);
        if (earlier + wanted < 2 || (earlier + wanted < Variety.Many && Variety.IsVaried(_program, rule.GroupsAt(strand.A), RoomIn(strand.Stack)))) return true;
        return Finds(strand with { State = Strand.Of(StateKind.ItemGap, strand.Id), B = 0 }, end, DepthOf(strand.Stack), wanted);
    }

    /// <summary>
    /// In an array whose first items are not alike: whether as many can come as there must be. A value that one of them takes may be the only one of another.
    /// </summary>
    private bool CanEndTuple(in Strand strand, int end)
    {
        ArrayRule rule = _program.Arrays[strand.Id];
        if (rule.Unique is null || !rule.HasPrefix) return true;
        bool isInside = strand.Kind == StateKind.EnumItem;
        int count = isInside ? ItemsIn(strand, rule) + 1 : strand.A;
        if (count >= rule.MinItems || (!isInside && strand.B > 0)) return true; // white space changes nothing
        return FindsEnd(strand, end, DepthOf(strand.Stack));
    }

    /// <summary>Whether an item of an array whose first items are not alike is open that needs others after it.</summary>
    private bool IsBeforeOthersOfATuple(in Frame frame) =>
        Return(frame) is { Kind: StateKind.ItemEnd } item && _program.Arrays[item.Id] is { HasPrefix: true } rule && item.A + 1L < rule.MinItems;

    private bool FindsEnd(in Strand strand, int end, int depth)
    {
        _wantsEnd = true;
        try
        {
            return Finds(strand, end, depth, 1);
        }
        finally
        {
            _wantsEnd = false;
        }
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

    /// <summary>Looks for items that the array has not, by trying what a strand can read.</summary>
    /// <param name="strand">In or before the item.</param>
    /// <param name="end">The offset after the byte read last.</param>
    /// <param name="depth">Of the array: where a strand is as deep as that, the item is complete.</param>
    /// <param name="wanted">How many there must be.</param>
    private bool Finds(in Strand strand, int end, int depth, int wanted)
    {
        (MachineMark mark, int from, int budget) = (Mark, _from, MaxSearch);
        try
        {
            (_searches, _searchedFrom) = (true, end);
            int start = _top;
            Push(strand);
            return Search(start, 1, end, depth, ref wanted, ref budget);
        }
        finally
        {
            _searches = false;
            Mark = mark;
            _from = from;
        }
    }

    private bool Search(int start, int count, int offset, int depth, ref int wanted, ref int budget)
    {
        ByteSet next = default;
        AddNext(start, count, offset, ref next);
        // What closes comes first: the shortest way to the end.
        return Try((byte)'}', ref next, ref wanted, ref budget) || Try((byte)']', ref next, ref wanted, ref budget) || Rest(ref next, ref wanted, ref budget);

        bool Rest(ref ByteSet next, ref int wanted, ref int budget)
        {
            for (int b = 0; b < 256; b++)
                if (b is not ('}' or ']') && Try((byte)b, ref next, ref wanted, ref budget)) return true;
            return false;
        }

        bool Try(byte b, ref ByteSet next, ref int wanted, ref int budget)
        {
            if (!next.Has(b)) return false;
            if (--budget < 0) return true;
            if (offset >= _text.Length) Grow(ref _text, offset + 1);
            (MachineMark mark, int first) = (Mark, _top);
            bool found = Step(start, count, b, offset) is int following and > 0 && IsFound(first, following, offset + 1, depth, ref wanted, ref budget);
            if (!found) Mark = mark;
            return found;
        }
    }

    private bool IsFound(int first, int count, int offset, int depth, ref int wanted, ref int budget)
    {
        for (int i = first; i < first + count; i++)
        {
            Strand strand = _strands[i];
            if (_wantsEnd)
            {
                if (DepthOf(strand.Stack) < depth || strand.Kind == StateKind.End) return true;
                continue;
            }
            if (DepthOf(strand.Stack) <= depth) return --wanted <= 0;
            if (IsFree(strand, wanted)) return true;
        }
        return Search(first, count, offset, depth, ref wanted, ref budget);
    }
}
