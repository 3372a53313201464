namespace EdgeAgent.Grammar.Automata;

internal sealed partial class Machine
{
    private static readonly ByteSet[] StringNext = [.. Enumerable.Range(0, StringAutomaton.StateCount).Select(q => Where(b => StringAutomaton.Next[(q << 8) + b] != StringAutomaton.Dead))];
    private static readonly ByteSet Everything = ByteSet.All;
    private static readonly ByteSet OfNumbers = Of("0123456789.-+eE"u8);
    private static readonly ByteSet White = Of(" \n\r\t"u8);

    /// <summary>Collects bytes of which those that a slice can read next are some: it saves trying the others.</summary>
    public void AddNext(int start, int count, int offset, ref ByteSet set)
    {
        for (int i = start; i < start + count; i++) AddNext(_strands[i], offset, ref set);
    }

    private void AddNext(in Strand strand, int offset, ref ByteSet set)
    {
        switch (strand.Kind)
        {
            case StateKind.String:
                if (_searches && !IsFree(strand, 1)) set.Add((byte)'"'); // as long as it may be
                else set.Add(StringNext[strand.B]);
                break;
            case StateKind.FreeKey when _program.Free[strand.Id].Automaton < 0: set.Add(StringNext[strand.A]); break;
            case StateKind.FreeKey: AddQuoted(_program.Automata[_program.Free[strand.Id].Automaton], strand.A, ref set); break;
            case StateKind.Regular: AddQuoted(_program.Automata[strand.Id], strand.A, ref set); break;
            case StateKind.Span or StateKind.PreferredSpan: _spans!.AddNext(strand.B, ref set); break;
            case StateKind.Number:
                set.Add(OfNumbers);
                if (!_program.Automata[strand.Id].Accepts(strand.A)) break;
                for (int frame = strand.Stack; frame > 0; frame = _frames[frame].Next) AddAfterItem(_frames[frame].State, ref set);
                break;
            case StateKind.Terminal:
                ref readonly RulePlace place = ref _program.Rules!.Places[strand.Id];
                set.Add(place.Automaton!.BytesOf(strand.A));
                if (place.Automaton.Accepts(strand.A)) set.Add(place.Following);
                break;
            case StateKind.After: set.Add(_program.Rules!.Places[strand.Id].Following); break;
            case StateKind.EnumItem:
                ArrayRule rule = _program.Arrays[strand.Id];
                rule.Unique!.DomainAt(ItemsIn(strand, rule))!.AddNext(strand.A, offset - strand.B, ref set);
                AddAfterItem(Strand.Of(StateKind.ArrayNext), ref set);
                break;
            case StateKind.Literal: set.Add(Literals[strand.Id >> 3][strand.Id & 7]); break;
            case StateKind.ObjectFirst:
                set.Add("\"}"u8);
                AddWhite(strand.A, ref set);
                break;
            case StateKind.ObjectNext:
                set.Add(",}"u8);
                AddWhite(strand.A, ref set);
                break;
            case StateKind.ObjectQuote:
                if (strand.A >= 0) set.Add((byte)'"');
                AddWhite(strand.A, ref set);
                break;
            case StateKind.Key: _program.Objects[strand.Id].Names.AddNext(strand.A, offset - strand.B, ref set); break;
            case StateKind.Colon:
                set.Add((byte)':');
                AddWhite(strand.B, ref set);
                break;
            case StateKind.MemberGap:
                if (strand.B >= 0) AddFirst(_program.Objects[strand.Id].GroupsOf(strand.A), ref set);
                AddWhite(strand.B, ref set);
                break;
            case StateKind.ArrayFirst or StateKind.ItemGap:
                if (strand.Kind == StateKind.ArrayFirst) set.Add((byte)']');
                if (strand.B >= 0) AddFirst(_program.Arrays[strand.Id].GroupsAt(strand.A), ref set);
                AddWhite(strand.B, ref set);
                break;
            case StateKind.ArrayNext:
                set.Add(",]"u8);
                AddWhite(strand.B, ref set);
                break;
            case StateKind.Value:
                set.Add(_program.Value(strand.Id).First);
                AddWhite(strand.A, ref set);
                break;
            case StateKind.End: AddWhite(strand.A, ref set); break;
            case StateKind.Chain: AddSymbol(_program.Texts[strand.Id].Symbols[strand.Record], ref set); break;
            case StateKind.NextCall:
                foreach (CallLink link in _program.Links[strand.Id]) AddSymbol(_program.Texts[link.Text].Symbols[0], ref set);
                break;
            case StateKind.ParameterTag: _program.ParameterTags[strand.Id].Texts.AddNext(strand.Record, strand.B >> 16, ref set); break;
            case StateKind.ToolName: _program.ToolNames!.AddNext(strand.Record, strand.Id, ref set); break;
            default: set.Add(Everything); break;
        }
    }

    private static void AddQuoted(Regular.RegularAutomaton automaton, int state, ref ByteSet set)
    {
        set.Add(automaton.BytesOf(state));
        set.Add((byte)'"');
    }

    private static void AddSymbol(int symbol, ref ByteSet set)
    {
        if (symbol < FixedText.Special) set.Add((byte)symbol);
    }

    private void AddFirst(CallGroup[] groups, ref ByteSet set)
    {
        foreach (CallGroup group in groups)
            foreach ((int value, _) in group.Values) set.Add(_program.Value(value).First);
    }

    private void AddAfterItem(int state, ref ByteSet set)
    {
        switch ((StateKind)(state & 31))
        {
            case StateKind.ObjectNext: set.Add(",}"u8); break;
            case StateKind.ArrayNext or StateKind.ItemEnd: set.Add(",]"u8); break;
            case StateKind.End: break;
            default: set.Add(Everything); return;
        }
        AddWhite(0, ref set);
    }

    private void AddWhite(int gap, ref ByteSet set)
    {
        if (gap < 0) set.Add((byte)' ');
        else if (gap < _program.MaxWhiteSpace && !_searches) set.Add(White);
    }

    private static ByteSet Where(Func<byte, bool> isIn)
    {
        ByteSet set = default;
        for (int b = 0; b < 256; b++)
            if (isIn((byte)b)) set.Add((byte)b);
        return set;
    }

    private static ByteSet Of(ReadOnlySpan<byte> bytes)
    {
        ByteSet set = default;
        set.Add(bytes);
        return set;
    }
}
