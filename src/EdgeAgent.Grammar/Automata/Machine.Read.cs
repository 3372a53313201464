namespace EdgeAgent.Grammar.Automata;

internal sealed partial class Machine
{
    /// <summary>What <see cref="AfterWhite"/> says of a byte that is no white space, and of white space that may not be here.</summary>
    private const int NotWhite = -2, Forbidden = -3;

    private static readonly byte[][] Literals = ["null"u8.ToArray(), "true"u8.ToArray(), "false"u8.ToArray()];

    /// <summary>One strand reads one byte: what can become of it is appended.</summary>
    private void Read(in Strand strand, byte b, int offset)
    {
        switch (strand.Kind)
        {
            case StateKind.String: ReadString(strand, b, offset); break;
            case StateKind.Regular: ReadRegular(strand, b, offset); break;
            case StateKind.Span or StateKind.PreferredSpan: ReadSpan(strand, b, offset); break;
            case StateKind.Number or StateKind.RawText: ReadNumber(strand, b, offset); break;
            case StateKind.Literal: ReadLiteral(strand, b, offset); break;
            case StateKind.ObjectFirst: ReadObjectFirst(strand, b, offset); break;
            case StateKind.ObjectNext: ReadObjectNext(strand, b, offset); break;
            case StateKind.ObjectQuote: ReadObjectQuote(strand, b, offset); break;
            case StateKind.Key: ReadKey(strand, b, offset); break;
            case StateKind.FreeKey: ReadFreeKey(strand, b, offset); break;
            case StateKind.Colon: ReadColon(strand, b); break;
            case StateKind.MemberGap: ReadMemberGap(strand, b, offset); break;
            case StateKind.ArrayFirst: ReadArrayFirst(strand, b, offset); break;
            case StateKind.ArrayNext: ReadArrayNext(strand, b, offset); break;
            case StateKind.ItemGap: ReadItemGap(strand, b, offset); break;
            case StateKind.EnumItem: ReadEnumItem(strand, b, offset); break;
            case StateKind.Terminal: ReadTerminal(strand, b); break;
            case StateKind.After: ReadAfter(strand.Id, strand.Stack, b); break;
            case StateKind.Value:
                int gap = AfterWhite(strand.A, b);
                if (gap >= 0) Append(strand with { A = gap });
                else if (gap == NotWhite) ReadValue(_program.Value(strand.Id), false, strand.Stack, b, offset);
                break;
            case StateKind.End:
                if (AfterWhite(strand.A, b) is int after and >= 0) Append(strand with { A = after });
                break;
            default: ReadOutside(strand, b); break;
        }
    }

    /// <summary>The first byte of a value; its frame is on the stack.</summary>
    private void ReadValue(ValueRule rule, bool isChecked, int stack, byte b, int offset)
    {
        if (!rule.First.Has(b)) return;
        switch (b)
        {
            case (byte)'"':
                OpenStrings(rule, isChecked, stack, offset);
                break;
            case (byte)'{':
                foreach (int index in rule.Objects)
                {
                    ObjectRule opened = _program.Objects[index];
                    if (DepthOf(stack) + opened.Height > _program.MaxDepth) continue;
                    int record = AddWords(opened.Initial.Length);
                    opened.Initial.CopyTo(_words.AsSpan(record));
                    Append(new Strand { State = Strand.Of(StateKind.ObjectFirst, index), Stack = stack, Record = record });
                }
                break;
            case (byte)'[':
                foreach (int index in rule.Arrays)
                {
                    ArrayRule opened = _program.Arrays[index];
                    if (DepthOf(stack) + opened.Height > _program.MaxDepth) continue;
                    int record = opened.RecordLength == 0 ? 0 : AddWords(opened.RecordLength);
                    _words.AsSpan(record, opened.RecordLength).Clear();
                    _compares |= opened.Unique is not null;
                    Append(new Strand { State = Strand.Of(StateKind.ArrayFirst, index), Stack = stack, Record = record });
                }
                break;
            case (byte)'n' or (byte)'t' or (byte)'f':
                int which = b == 'n' ? 0 : b == 't' ? 1 : 2;
                AppendScalar(new Strand { State = Strand.Of(StateKind.Literal, (which << 3) + 1, isChecked), Stack = stack }, offset);
                break;
            default:
                int state = _program.Automata[rule.Numbers].Next(Regular.RegularAutomaton.Start, b);
                if (state >= 0) AppendScalar(new Strand { State = Strand.Of(StateKind.Number, rule.Numbers, isChecked), Stack = stack, A = state }, offset);
                break;
        }
    }

    private void ReadLiteral(in Strand strand, byte b, int offset)
    {
        byte[] literal = Literals[strand.Id >> 3];
        int read = strand.Id & 7;
        if (literal[read] != b) return;
        if (read + 1 == literal.Length) Pop(strand.Stack, offset + 1);
        else AppendScalar(strand with { State = Strand.Of(StateKind.Literal, strand.Id + 1, strand.Checked) }, offset);
    }

    private void ReadNumber(in Strand strand, byte b, int offset)
    {
        Regular.RegularAutomaton automaton = _program.Automata[strand.Id];
        int next = automaton.Next(strand.A, b);
        if (next >= 0) AppendScalar(strand with { A = next }, offset);
        // A number ends where something follows that is no part of it.
        else if (automaton.Accepts(strand.A)) ReadBelow(strand.Stack, b, offset);
    }

    private void ReadRegular(in Strand strand, byte b, int offset)
    {
        Regular.RegularAutomaton automaton = _program.Automata[strand.Id];
        // First the automaton: a quote may be escaped.
        if (automaton.Next(strand.A, b) is int next and >= 0) AppendScalar(strand with { A = next }, offset);
        else if (b == '"' && automaton.Accepts(strand.A)) Pop(strand.Stack, offset + 1);
    }

    private void ReadString(in Strand strand, byte b, int offset)
    {
        byte next = StringAutomaton.Next[(strand.B << 8) + b];
        if (next == StringAutomaton.Dead) return;
        LengthBounds bounds = _program.Lengths[strand.Id];
        if (next == StringAutomaton.Close)
        {
            if (strand.A >= bounds.Min) Pop(strand.Stack, offset + 1);
            return;
        }
        if (strand.B == StringAutomaton.Boundary && strand.A >= bounds.Max) return;
        int characters = next == StringAutomaton.Boundary && !bounds.IsOpen ? Counted(strand.A, bounds) : strand.A;
        AppendScalar(strand with { A = characters, B = next }, offset);
    }

    /// <summary>One character more; without an upper bound nothing is counted beyond the lower one.</summary>
    private static int Counted(int characters, LengthBounds bounds) =>
        bounds.Max == long.MaxValue && characters >= bounds.Min ? characters : characters == int.MaxValue ? characters : characters + 1;

    /// <summary>Appends a strand inside a scalar, unless only values could follow that the array has already.</summary>
    private void AppendScalar(in Strand strand, int offset)
    {
        if (!strand.Checked || CanDiffer(strand, offset + 1)) Append(strand);
    }

    /// <summary>The gap after a byte, if it is white space that may stand here.</summary>
    private int AfterWhite(int gap, byte b)
    {
        if (gap < 0) return b == ' ' ? 0 : Forbidden;
        if (b is not ((byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')) return NotWhite;
        return gap < _program.MaxWhiteSpace && !_searches ? gap + 1 : Forbidden;
    }
}
