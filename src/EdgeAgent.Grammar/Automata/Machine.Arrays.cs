namespace EdgeAgent.Grammar.Automata;

internal sealed partial class Machine
{
    private Span<int> RecordOf(in Strand strand, ArrayRule rule) => _words.AsSpan(strand.Record, rule.RecordLength);

    private void ReadArrayFirst(in Strand strand, byte b, int offset)
    {
        int gap = AfterWhite(strand.B, b);
        if (gap >= 0) Append(strand with { B = gap });
        if (gap != NotWhite) return;
        ArrayRule rule = _program.Arrays[strand.Id];
        if (b != ']') ReadItem(strand, rule, b, offset);
        else if (rule.MayClose(0, RecordOf(strand, rule))) Pop(strand.Stack, offset + 1);
    }

    private void ReadArrayNext(in Strand strand, byte b, int offset)
    {
        ArrayRule rule = _program.Arrays[strand.Id];
        if (b == ']')
        {
            if (rule.MayClose(strand.A, RecordOf(strand, rule))) Pop(strand.Stack, offset + 1);
        }
        else if (b == ',')
        {
            if (rule.MayHave(strand.A, RecordOf(strand, rule), RoomIn(strand.Stack)) && HasValueLeft(strand, rule))
                Append(strand with { State = Strand.Of(StateKind.ItemGap, strand.Id), B = _program.AfterSeparator });
        }
        else if (AfterWhite(strand.B, b) is int gap and >= 0) Append(strand with { B = gap });
    }

    private void ReadItemGap(in Strand strand, byte b, int offset)
    {
        int gap = AfterWhite(strand.B, b);
        if (gap >= 0) Append(strand with { B = gap });
        else if (gap == NotWhite) ReadItem(strand, _program.Arrays[strand.Id], b, offset);
    }

    /// <summary>The first byte of an item.</summary>
    private void ReadItem(in Strand strand, ArrayRule rule, byte b, int offset)
    {
        int room = RoomIn(strand.Stack);
        if (!rule.MayHave(strand.A, RecordOf(strand, rule), room)) return;
        if (rule.Unique?.DomainAt(strand.A) is NameTable texts)
        {
            ReadEnumItem(strand with { State = Strand.Of(StateKind.EnumItem, strand.Id), A = texts.All, B = offset }, b, offset);
            return;
        }
        Frame frame = new() { Below = strand.Stack, Depth = DepthOf(strand.Stack) + 1 };
        if (rule.Unique is null) (frame.State, frame.A) = (Strand.Of(StateKind.ArrayNext, strand.Id), rule.CountAfter(strand.A));
        else (frame.State, frame.A, frame.B) = (Strand.Of(StateKind.ItemEnd, strand.Id), strand.A, offset);
        frame.IsCompared = rule.Unique is not null || _frames[strand.Stack].IsCompared;
        foreach (CallGroup group in rule.GroupsAt(strand.A))
        {
            frame.Record = strand.Record;
            if (rule.HasCounts)
            {
                frame.Record = CopyRecord(strand.Record, rule.RecordLength);
                if (!rule.TryCountInto(group, strand.A, _words.AsSpan(frame.Record, rule.RecordLength), room)) continue;
            }
            foreach ((int value, int height) in group.Values)
                if (height <= room) Call(value, rule.Unique is not null, frame, b, offset);
        }
    }
}
