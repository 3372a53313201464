namespace EdgeAgent.Grammar.Automata;

internal sealed partial class Machine
{
    /// <summary>One strand reads one byte: what can become of it is appended.</summary>
    private void Read(in Strand strand, byte b, int offset, int from, ref int top)
    {
        ref readonly State state = ref _program.States[strand.State];
        switch (state.Kind)
        {
            case StateKind.Byte:
                if (b == state.Value) Enter(strand with { State = state.Next }, from, ref top);
                break;
            case StateKind.Ranges: ReadRanges(strand, state, b, offset, from, ref top); break;
            case StateKind.Dispatch:
                if (_program.Find(state, b) is int reader and >= 0) Read(strand with { State = reader }, b, offset, from, ref top);
                break;
            case StateKind.Fork:
                for (int i = 0; i < state.Next; i++) Read(strand with { State = _program.Forks[state.Arg + i] }, b, offset, from, ref top);
                break;
            case StateKind.String: ReadString(strand, state, b, from, ref top); break;
            case StateKind.Text: ReadText(strand, state, b, from, ref top); break;
            case StateKind.NextCall:
                if (b == state.Value && strand.A < state.Arg) Enter(strand with { State = state.Next }, from, ref top);
                break;
            case StateKind.ObjectOpen:
                if (b == '{' && _frames[strand.Stack].Depth + state.Extra <= _program.MaxDepth)
                    Append(new Strand { State = _program.Objects[state.Arg].First, Stack = strand.Stack }, from, ref top);
                break;
            case StateKind.ArrayOpen:
                if (b == '[' && _frames[strand.Stack].Depth + state.Extra <= _program.MaxDepth)
                    Append(new Strand { State = _program.Arrays[state.Arg].First, Stack = strand.Stack }, from, ref top);
                break;
            case StateKind.ObjectFirst or StateKind.ObjectNext or StateKind.ObjectQuote: ReadObject(strand, state, b, offset, from, ref top); break;
            case StateKind.Key: ReadKey(strand, state, b, offset, from, ref top); break;
            case StateKind.FreeKey: ReadFreeKey(strand, state, b, offset, from, ref top); break;
            case StateKind.ArrayFirst or StateKind.ArrayNext: ReadArray(strand, state, b, offset, from, ref top); break;
            default: break; // End reads nothing
        }
    }

    private void ReadRanges(in Strand strand, in State state, byte b, int offset, int from, ref int top)
    {
        int target = _program.Find(state, b);
        if (target >= 0) Enter(strand with { State = target }, from, ref top);
        else if (state.MayPop && strand.Stack > 0)
        {
            // A number ends where something follows that is no part of it: the frame below reads that byte.
            int mark = top;
            Pop(strand, mark, ref top);
            Strand below = _strands[mark];
            top = mark;
            Read(below, b, offset, from, ref top);
        }
    }

    private void ReadString(in Strand strand, in State state, byte b, int from, ref int top)
    {
        byte next = StringAutomaton.Next[(state.Local << 8) + b];
        if (next == StringAutomaton.Dead) return;
        LengthBounds bounds = _program.Lengths[state.Arg];
        if (next == StringAutomaton.Close)
        {
            if (strand.A >= bounds.Min) Pop(strand, from, ref top);
            return;
        }
        if (state.Local == StringAutomaton.Boundary && strand.A >= bounds.Max) return;
        int characters = next == StringAutomaton.Boundary && !bounds.IsOpen ? Counted(strand.A, bounds) : strand.A;
        Append(strand with { State = state.Next + next, A = characters }, from, ref top);
    }

    /// <summary>One character more; without an upper bound nothing is counted beyond the lower one.</summary>
    private static int Counted(int characters, LengthBounds bounds) =>
        bounds.Max == long.MaxValue && characters >= bounds.Min ? characters : characters == int.MaxValue ? characters : characters + 1;

    private void ReadText(in Strand strand, in State state, byte b, int from, ref int top)
    {
        TriggerAutomaton trigger = _program.Trigger!;
        int next = trigger.Next(state.Local, b);
        if (next < trigger.Length) Append(strand with { State = state.Extra + next }, from, ref top);
        else if (state.Next >= 0 && strand.A < state.Arg) Enter(strand with { State = state.Next }, from, ref top);
    }

    private void ReadArray(in Strand strand, in State state, byte b, int offset, int from, ref int top)
    {
        ArrayRule rule = _program.Arrays[state.Arg];
        if (b == ']')
        {
            if (strand.A >= rule.Min) Pop(strand, from, ref top);
            return;
        }
        if (!rule.MayHave(strand.A, _frames[strand.Stack].Depth, _program.MaxDepth)) return;
        if (state.Kind == StateKind.ArrayNext)
        {
            if (b == ',') Append(strand with { State = rule.Space }, from, ref top);
            return;
        }
        int mark = top;
        Enter(strand with { State = rule.CallItem }, mark, ref top);
        Strand item = _strands[mark];
        top = mark;
        Read(item, b, offset, from, ref top);
    }
}
