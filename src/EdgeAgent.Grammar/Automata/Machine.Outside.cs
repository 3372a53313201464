namespace EdgeAgent.Grammar.Automata;

internal sealed partial class Machine
{
    /// <summary>How many bytes of a call's opening have been read in a strand that stands in it.</summary>
    public int OpenedIn(in Strand strand)
    {
        if (strand.Kind != StateKind.Chain) return strand.Kind == StateKind.ToolName ? _program.OpenedByTrigger : 0;
        FixedText text = _program.Texts[strand.Id];
        return text.Opened + text.BytesIn(strand.Record);
    }

    /// <summary>Whether a strand in free text may complete the trigger.</summary>
    public bool MayOpen(in Strand strand) => _program.AfterTrigger.Length + _program.SpecialTriggers.Length > 0 && strand.A < _program.MaxCalls;

    /// <summary>As <see cref="Step"/> for a special token, which has no bytes.</summary>
    public int StepSpecial(int start, int count, int id)
    {
        (_from, _callCount, _indexedCalls, _poppedCount) = (_top, 0, 0, 0);
        for (int i = start; i < start + count; i++)
        {
            Strand strand = _strands[i];
            if (strand.Stack == 0) ReadOutside(strand, FixedText.Special + id);
        }
        return _top - _from;
    }

    /// <summary>The special tokens that a slice can read: how many they are, the first of them, and their bits where words are given.</summary>
    public (int Count, int First) FindSpecials(int start, int count, Span<ulong> words)
    {
        (int found, int first) = (0, -1);
        if (_strands[start + count - 1].Stack > 0) return (found, first); // a call's or an answer's inside
        MachineMark mark = Mark;
        foreach (int id in _program.Specials)
        {
            if (StepSpecial(start, count, id) > 0)
            {
                if (found++ == 0) first = id;
                if (!words.IsEmpty) words[id >> 6] |= 1UL << id;
            }
            Mark = mark;
        }
        return (found, first);
    }

    /// <summary>Free text and what stands around the arguments of calls: one strand and no stack, but where an answer or a call may begin.</summary>
    private void ReadOutside(in Strand strand, int symbol)
    {
        switch (strand.Kind)
        {
            case StateKind.Text: ReadText(strand, symbol); break;
            case StateKind.NextCall:
                foreach (CallLink link in _program.Links[strand.Id])
                    if (!link.IsCall || strand.A < _program.MaxCalls) ReadChain(strand with { State = Strand.Of(StateKind.Chain, link.Text), Record = 0 }, symbol);
                break;
            case StateKind.Chain: ReadChain(strand, symbol); break;
            case StateKind.ParameterTag when symbol < FixedText.Special: ReadParameterTag(strand, (byte)symbol); break;
            case StateKind.ToolName when symbol < FixedText.Special: ReadToolName(strand, (byte)symbol); break;
            default: break;
        }
    }

    private void ReadText(in Strand strand, int symbol)
    {
        if (symbol < FixedText.Special)
        {
            int next = _program.Trigger!.Next(strand.Id, (byte)symbol);
            if (next >= 0) Append(strand with { State = Strand.Of(StateKind.Text, next) });
            else if (MayOpen(strand)) Enter(strand with { State = _program.AfterTrigger[~next], Record = 0 });
            return;
        }
        bool counts = MayOpen(strand) && (!_program.OnlyAtStart || strand.Id == 0);
        foreach ((int special, int state) in _program.SpecialTriggers)
            if (counts && special == symbol) Enter(strand with { State = state, Record = 0 });
    }

    private void ReadChain(in Strand strand, int symbol)
    {
        FixedText text = _program.Texts[strand.Id];
        if (text.Symbols[strand.Record] != symbol) return;
        if (strand.Record + 1 < text.Symbols.Length) Append(strand with { Record = strand.Record + 1 });
        else Enter(strand with { State = text.Next, Record = 0 });
    }

    private void ReadToolName(in Strand strand, byte b)
    {
        NameTable names = _program.ToolNames!;
        int range = names.Narrow(strand.Record, strand.Id, b);
        if (range == 0) return;
        if (b == _program.NameEnd && names.IsComplete(range, strand.Id + 1))
        {
            (int tool, _) = _program.Tools[names.PlaceOf(range & 0xFFFF)];
            Enter(strand with { State = _program.AfterName, Record = 0, A = strand.A + 1, B = tool });
        }
        else Append(strand with { State = Strand.Of(StateKind.ToolName, strand.Id + 1), Record = range });
    }

    private void ReadParameterTag(in Strand strand, byte b)
    {
        ParameterTags tags = _program.ParameterTags[strand.Id];
        int read = (strand.B >> 16) + 1;
        int range = tags.Texts.Narrow(strand.Record, read - 1, b);
        if (range == 0) return;
        if (!tags.Texts.IsComplete(range, read))
        {
            Append(strand with { Record = range, B = (strand.B & 0xFFFF) | (read << 16) });
            return;
        }
        int place = tags.Texts.PlaceOf(range & 0xFFFF);
        Strand after = new() { State = tags.AfterValue[place], A = strand.A, B = strand.B & 0xFFFF };
        if (tags.Tags[place] == ParameterTag.Closing)
        {
            Enter(after);
            return;
        }
        (int value, int automaton) = tags.Tags[place];
        int record = after.Kind == StateKind.ParameterTag ? _program.ParameterTags[after.Id].Texts.All : 0; // its next byte may be the first of the next name
        int frame = AddFrame(new Frame { State = after.State, A = after.A, B = after.B, Record = record });
        Append(value >= 0
            ? new Strand { State = Strand.Of(StateKind.Value, value), Stack = frame, A = int.MaxValue }
            : new Strand { State = Strand.Of(StateKind.RawText, automaton), Stack = frame, A = Regular.RegularAutomaton.Start });
    }

    /// <summary>Appends a strand outside values, or in the frame of its own in which a call's arguments begin.</summary>
    private void Enter(Strand strand)
    {
        switch (strand.Kind)
        {
            case StateKind.ToolName:
                Append(strand with { Record = _program.ToolNames!.All });
                break;
            case StateKind.ParameterTag:
                Append(strand with { Record = _program.ParameterTags[strand.Id].Texts.All, B = strand.B & 0xFFFF });
                break;
            case StateKind.CallTool when _program.ParameterTags.Length > 0:
                Enter(strand with { State = Strand.Of(StateKind.ParameterTag, _program.ToolValues[strand.B]) });
                break;
            case StateKind.CallTool:
                int frame = AddFrame(new Frame { State = _program.AfterArguments, A = strand.A, B = strand.B });
                // White space may not stand here, even where it may between the arguments: the texts around them are fixed.
                Append(new Strand { State = Strand.Of(StateKind.Value, _program.ToolValues[strand.B]), Stack = frame, A = int.MaxValue });
                break;
            default:
                Append(strand);
                break;
        }
    }
}
