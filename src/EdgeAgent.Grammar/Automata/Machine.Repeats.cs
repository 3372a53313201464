namespace EdgeAgent.Grammar.Automata;

/// <summary>Objects and arrays as items that must be unlike each other: whatever is written of one, it must still be able to become one that the array has not.</summary>
internal sealed partial class Machine
{
    private bool _compares; // there has been an array whose items are compared
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
    private int EarlierThan(in Frame frame) => Return(frame).Kind == StateKind.ItemEnd ? _words[frame.Record] : 0;

    /// <summary>The array of the item whose end a frame waits for; null for other frames.</summary>
    private ArrayRule? ItemRuleOf(in Frame frame) => Return(frame) is { Kind: StateKind.ItemEnd } item ? _program.Arrays[item.Id] : null;

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
        ItemRuleOf(frame) is { HasPrefix: true } rule && frame.A + 1L < rule.MinItems;
}
