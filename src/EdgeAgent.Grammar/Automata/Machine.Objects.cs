namespace EdgeAgent.Grammar.Automata;

internal sealed partial class Machine
{
    private Span<int> RecordOf(in Strand strand, ObjectRule rule) => _words.AsSpan(strand.Record, rule.Initial.Length);

    private void ReadObjectFirst(in Strand strand, byte b, int offset)
    {
        ObjectRule rule = _program.Objects[strand.Id];
        if (b == '}')
        {
            if (rule.MayClose(RecordOf(strand, rule))) Pop(strand.Stack, offset + 1);
        }
        else if (b == '"') OpenName(strand, rule, offset);
        else if (AfterWhite(strand.A, b) is int gap and >= 0) Append(strand with { A = gap });
    }

    private void ReadObjectNext(in Strand strand, byte b, int offset)
    {
        ObjectRule rule = _program.Objects[strand.Id];
        if (b == '}')
        {
            if (rule.MayClose(RecordOf(strand, rule))) Pop(strand.Stack, offset + 1);
        }
        else if (b == ',')
        {
            if (MayGoOn(strand, rule))
                Append(strand with { State = Strand.Of(StateKind.ObjectQuote, strand.Id), A = _program.AfterSeparator });
        }
        else if (AfterWhite(strand.A, b) is int gap and >= 0) Append(strand with { A = gap });
    }

    /// <summary>Whether a member of any name may come next.</summary>
    private bool MayGoOn(in Strand strand, ObjectRule rule)
    {
        ReadOnlySpan<int> record = RecordOf(strand, rule);
        int room = RoomIn(strand.Stack);
        if (rule.MayName(record, rule.Names.All, room)) return true;
        for (int i = 0; i < rule.Free.Length; i++)
        {
            if (!rule.MayAddFree(record, i, room)) continue;
            int automaton = _program.Free[rule.Free[i]].Automaton;
            if (automaton < 0 || IsOneLeft(_program.Automata[automaton], Regular.RegularAutomaton.Start, ObjectRule.FreeNamesOf(record), read: 0)) return true;
        }
        return false;
    }

    private void ReadObjectQuote(in Strand strand, byte b, int offset)
    {
        int gap = AfterWhite(strand.A, b);
        if (gap >= 0) Append(strand with { A = gap });
        else if (gap == NotWhite && b == '"') OpenName(strand, _program.Objects[strand.Id], offset);
    }

    /// <summary>A name begins: that of a member, or of each class of free ones.</summary>
    private void OpenName(Strand strand, ObjectRule rule, int offset)
    {
        if (ObjectRule.HasNewName(RecordOf(strand, rule))) strand.Record = LookAtName(strand.Record, rule);
        Span<int> record = RecordOf(strand, rule);
        int room = RoomIn(strand.Stack);
        if (rule.MayName(record, rule.Names.All, room))
            Append(strand with { State = Strand.Of(StateKind.Key, strand.Id), A = rule.Names.All, B = offset + 1 });
        for (int i = 0; i < rule.Free.Length; i++)
        {
            if (!rule.MayAddFree(record, i, room)) continue;
            Strand name = strand with { State = Strand.Of(StateKind.FreeKey, rule.Free[i]), A = 0, B = offset + 1 };
            if (CanBeNew(name, _program.Free[rule.Free[i]], rule, offset + 1)) Append(name);
        }
    }

    /// <summary>A name that is, so far, the beginning of a member's.</summary>
    private void ReadKey(in Strand strand, byte b, int offset)
    {
        ObjectRule rule = _program.Objects[strand.Id];
        int depth = offset - strand.B;
        int range = rule.Names.Narrow(strand.A, depth, b);
        if (range == 0 || !rule.MayName(RecordOf(strand, rule), range, RoomIn(strand.Stack))) return;
        if (b != '"' || !rule.Names.IsComplete(range, depth + 1))
        {
            Append(strand with { A = range });
            return;
        }
        int member = rule.Names.PlaceOf(range & 0xFFFF);
        bool isSearched = _searches && strand.B > _searchedFrom; // not a name that was there before
        if (isSearched && !rule.IsInOrder(RecordOf(strand, rule), member)) return;
        int record = CopyRecord(strand.Record, rule.Initial.Length);
        rule.Note(_words.AsSpan(record, rule.Initial.Length), member);
        if (isSearched) ObjectRule.NoteOrder(_words.AsSpan(record, rule.Initial.Length), member);
        Append(strand with { State = Strand.Of(StateKind.Colon, strand.Id), A = member, B = 0, Record = record });
    }

    private void ReadFreeKey(in Strand strand, byte b, int offset)
    {
        FreeRule free = _program.Free[strand.Id];
        int next;
        if (free.Automaton < 0)
        {
            next = StringAutomaton.Next[(strand.A << 8) + b];
            if (next == StringAutomaton.Dead) return;
            if (next == StringAutomaton.Close) next = -1;
        }
        else
        {
            next = _program.Automata[free.Automaton].Next(strand.A, b);
            if (next < 0 && (b != '"' || !_program.Automata[free.Automaton].Accepts(strand.A))) return;
        }
        if (next < 0) CloseFreeName(strand, free, offset);
        else if (CanBeNew(strand with { A = next }, free, _program.Objects[free.Object], offset + 1)) Append(strand with { A = next });
    }

    private void CloseFreeName(in Strand strand, FreeRule free, int quote)
    {
        ObjectRule rule = _program.Objects[free.Object];
        if (free.Automaton < 0 && rule.Names.Find(_text.AsSpan(strand.B, quote + 1 - strand.B)) != 0) return; // a member's name
        int names = AddName(ObjectRule.FreeNamesOf(RecordOf(strand, rule)), strand.B, quote - strand.B, out int added);
        if (names != TextSets.Empty) AppendAfterName(strand, free, rule, names, free.Automaton < 0 ? 0 : added); // no name twice
    }

    private void AppendAfterName(in Strand strand, FreeRule free, ObjectRule rule, int names, int added)
    {
        int record = CopyRecord(strand.Record, rule.Initial.Length);
        rule.NoteFree(_words.AsSpan(record, rule.Initial.Length), names, added);
        Append(strand with { State = Strand.Of(StateKind.Colon, free.Object), A = ~free.Place, B = 0, Record = record });
    }

    private void ReadColon(in Strand strand, byte b)
    {
        if (b == ':') Append(strand with { State = Strand.Of(StateKind.MemberGap, strand.Id), B = _program.AfterSeparator });
        else if (AfterWhite(strand.B, b) is int gap and >= 0) Append(strand with { B = gap });
    }

    private void ReadMemberGap(in Strand strand, byte b, int offset)
    {
        int gap = AfterWhite(strand.B, b);
        if (gap >= 0) Append(strand with { B = gap });
        if (gap != NotWhite) return;
        ObjectRule rule = _program.Objects[strand.Id];
        int room = RoomIn(strand.Stack);
        Frame frame = new() { State = Strand.Of(StateKind.ObjectNext, strand.Id), Below = strand.Stack, Depth = DepthOf(strand.Stack) + 1, IsCompared = _frames[strand.Stack].IsCompared };
        foreach (CallGroup group in rule.GroupsOf(strand.A))
        {
            frame.Record = strand.Record;
            if (rule.HasCounts)
            {
                frame.Record = CopyRecord(strand.Record, rule.Initial.Length);
                if (!rule.TryCountInto(group, _words.AsSpan(frame.Record, rule.Initial.Length), room)) continue;
            }
            foreach ((int value, int height) in group.Values)
                if (height <= room) Call(value, false, frame, b, offset);
        }
    }
}
