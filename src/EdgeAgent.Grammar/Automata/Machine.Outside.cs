namespace EdgeAgent.Grammar.Automata;

internal sealed partial class Machine
{
    /// <summary>How many bytes of a call's opening have been read in a strand that stands in it.</summary>
    public int OpenedIn(in Strand strand) => strand.Kind == StateKind.Chain ? _program.Texts[strand.Id].Opened + strand.Record : 0;

    /// <summary>Whether a strand in free text may complete the trigger.</summary>
    public bool MayOpen(in Strand strand) => _program.AfterTrigger >= 0 && strand.A < _program.MaxCalls;

    /// <summary>Free text and what stands around the arguments of calls: there is one strand, and no stack.</summary>
    private void ReadOutside(in Strand strand, byte b)
    {
        switch (strand.Kind)
        {
            case StateKind.Text:
                TriggerAutomaton trigger = _program.Trigger!;
                int next = trigger.Next(strand.Id, b);
                if (next < trigger.Length) Append(strand with { State = Strand.Of(StateKind.Text, next) });
                else if (MayOpen(strand)) Enter(strand with { State = _program.AfterTrigger, Record = 0 });
                break;
            case StateKind.NextCall:
                Strand call = _program.NextCall;
                if (MayOpenNext(strand) && b == _program.Texts[call.Id].Bytes[0]) Enter(strand with { State = call.State, Record = call.Record });
                break;
            case StateKind.Chain:
                FixedText text = _program.Texts[strand.Id];
                if (text.Bytes[strand.Record] != b) break;
                if (strand.Record + 1 < text.Bytes.Length) Append(strand with { Record = strand.Record + 1 });
                else Enter(strand with { State = text.Next, Record = 0 });
                break;
            case StateKind.ToolName: ReadToolName(strand, b); break;
            default: break;
        }
    }

    private bool MayOpenNext(in Strand strand) => strand.A < _program.MaxCalls;

    private void ReadToolName(in Strand strand, byte b)
    {
        NameTable names = _program.ToolNames!;
        int range = names.Narrow(strand.Record, strand.Id, b);
        if (range == 0) return;
        if (b == '"' && names.IsComplete(range, strand.Id + 1))
        {
            (int tool, _) = _program.Tools[names.PlaceOf(range & 0xFFFF)];
            Append(strand with { State = _program.AfterName, Record = 0, A = strand.A + 1, B = tool });
        }
        else Append(strand with { State = Strand.Of(StateKind.ToolName, strand.Id + 1), Record = range });
    }

    /// <summary>Appends a strand outside values, or in the frame of its own in which a call's arguments begin.</summary>
    private void Enter(Strand strand)
    {
        switch (strand.Kind)
        {
            case StateKind.ToolName:
                Append(strand with { Record = _program.ToolNames!.All });
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
