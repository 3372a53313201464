using System.Runtime.CompilerServices;
using EdgeAgent.Grammar.Spans;

namespace EdgeAgent.Grammar.Automata;

/// <summary>How much of the machine's memory is in use: going back is setting this.</summary>
internal readonly record struct MachineMark(int Top, int Frames, int Words, int Names);

/// <summary>
/// Runs the automata: a set of strands reads bytes one at a time. JSON has one strand nearly always; more live side by side only where alternatives begin
/// alike, and those that enter the same value at the same byte share one strand above a chain of frames. Frames and records are never changed after the byte
/// at which they are made, and refer to older ones only: a position in the past is a slice of strands and a mark.
/// </summary>
internal sealed partial class Machine
{
    /// <summary>More ways than this to read one text are not followed: the newest are dropped, which forbids more and never less.</summary>
    private const int MaxStrands = 4096;

    /// <summary>Up to so many, comparing with each is faster than a table.</summary>
    private const int Few = 24;

    private readonly GrammarProgram _program;
    private readonly SpanReader? _spans; // null where there is nothing to copy
    private Frame[] _frames;
    private Strand[] _strands;
    private int[] _words; // records and lists
    private byte[] _text;
    private int _frameCount;
    private int _wordCount;
    private int _top;
    private StepIndex? _strandIndex; // from many strands on
    private int _textLength; // bytes accepted, without those that a walk tries
    private int _from; // the first strand of the slice that is being made

    public Machine(GrammarProgram program, SpanReader? spans)
    {
        (_program, _spans, _names) = (program, spans, new TextSets());
        _frames = new Frame[64];
        _strands = new Strand[256];
        _words = new int[256];
        _text = new byte[256];
        (_frameCount, _wordCount) = (1, 1); // 0 is none
        foreach (Strand start in program.Starts)
        {
            Strand strand = start;
            // A document's frame is the outermost one; text and calls have none, and nothing pops below them.
            if (start.Kind == StateKind.Value) strand.Stack = AddFrame(new Frame { State = Strand.Of(StateKind.End) });
            _strands[_top++] = strand;
        }
    }

    private Machine(Machine other)
    {
        (_program, _spans, _names) = (other._program, other._spans?.Clone(), other._names.Clone());
        _frames = (Frame[])other._frames.Clone();
        _strands = (Strand[])other._strands.Clone();
        _words = (int[])other._words.Clone();
        _text = (byte[])other._text.Clone();
        _buckets = (int[])other._buckets.Clone();
        (_top, _frameCount, _wordCount, _textLength, _compares) = (other._top, other._frameCount, other._wordCount, other._textLength, other._compares);
    }

    public GrammarProgram Program => _program;

    public MachineMark Mark
    {
        get => new(_top, _frameCount, _wordCount, _names.Used);
        set
        {
            if (_program.Rules is not null) Forget(value.Frames);
            (_top, _frameCount, _wordCount, _names.Used) = (value.Top, value.Frames, value.Words, value.Names);
        }
    }

    /// <summary>How many strands are in use, those of the past included.</summary>
    public int Top => _top;

    public Strand[] Strands => _strands;

    /// <summary>Says how many bytes have been accepted.</summary>
    public void SetLength(int length) => _textLength = length;

    /// <summary>The bytes read; a walk writes those it tries behind them.</summary>
    public byte[] Text => _text;

    public Machine Clone() => new(this);

    public void ReserveText(int length)
    {
        if (length > _text.Length) Array.Resize(ref _text, Math.Max(length, _text.Length * 2));
    }

    /// <summary>Puts a copy of a slice on top.</summary>
    public void Copy(int start, int count)
    {
        if (_top + count > _strands.Length) Grow(ref _strands, _top + count);
        _strands.AsSpan(start, count).CopyTo(_strands.AsSpan(_top));
        _top += count;
    }

    /// <summary>Moves the strands of a slice to a lower place, above which nothing is needed any more.</summary>
    public void MoveDown(int start, int count, int to)
    {
        _strands.AsSpan(start, count).CopyTo(_strands.AsSpan(to));
        _top = to + count;
    }

    /// <summary>Puts a copy of a strand on top.</summary>
    public void Push(in Strand strand)
    {
        Strand copy = strand;
        _from = _top;
        Append(copy);
    }

    /// <summary>Puts what follows a value on top: the strands of its frames.</summary>
    /// <param name="stack">The value's stack.</param>
    /// <param name="end">The offset after the value's last byte.</param>
    /// <returns>How many strands there are.</returns>
    public int PushBelow(int stack, int end)
    {
        (_from, _poppedCount) = (_top, 0);
        Pop(stack, end);
        LeaveOutRepeats(_from, end);
        return _top - _from;
    }

    /// <summary>All strands of a slice read a byte; those that can are appended as a slice at the top.</summary>
    /// <param name="start">First strand of the slice.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="b">The byte.</param>
    /// <param name="offset">Its offset in the text.</param>
    /// <returns>How many strands the new slice has: 0 where the byte is not allowed.</returns>
    public int Step(int start, int count, byte b, int offset)
    {
        _text[offset] = b;
        (_from, _callCount, _indexedCalls, _poppedCount, _visitCount, _added.Start) = (_top, 0, 0, 0, 0, 0);
        for (int i = start; i < start + count; i++)
        {
            Strand strand = _strands[i]; // a copy: the array may grow
            Read(strand, b, offset);
        }
        LeaveOutRepeats(_from, offset + 1);
        return _top - _from;
    }

    /// <summary>Whether the whole text may end in some strand of a slice.</summary>
    public bool MayEnd(int start, int count)
    {
        for (int i = start; i < start + count; i++)
        {
            ref readonly Strand strand = ref _strands[i];
            if (strand.Kind is StateKind.End or StateKind.Text || (strand.Kind == StateKind.NextCall && strand.Id != GrammarProgram.InList)) return true;
            if (strand.Kind is StateKind.After or StateKind.Terminal && MayEndRules(strand)) return true;
            // A number at the very end of the text is complete without a byte after it.
            if (strand.Kind == StateKind.Number && _program.Automata[strand.Id].Accepts(strand.A) && MayEndBelow(strand.Stack)) return true;
        }
        return false;
    }

    /// <summary>The region that a strand stands in.</summary>
    public RegionKind RegionOf(in Strand strand) => strand.Stack > 0 ? _program.ValueRegion : strand.Kind switch
    {
        StateKind.NextCall when strand.Id == GrammarProgram.InList => RegionKind.Closing, // which may go on
        StateKind.Chain => _program.Texts[strand.Id].Region,
        StateKind.ToolName => RegionKind.Name,
        StateKind.ParameterTag => RegionKind.Arguments,
        StateKind.Text or StateKind.NextCall => RegionKind.Text,
        _ => RegionKind.Answer,
    };

    /// <summary>The region that a text begins in.</summary>
    public RegionKind FirstRegion => _strands[0].Kind == StateKind.Value ? RegionKind.Answer : RegionOf(_strands[0]);

    private bool MayEndBelow(int stack)
    {
        for (int i = stack; i > 0; i = _frames[i].Next)
            if ((StateKind)(_frames[i].State & 31) == StateKind.End) return true;
        return false;
    }

    private void Append(in Strand strand)
    {
        int count = _top - _from;
        if (count > Few)
        {
            if (!IsNewAmongMany(strand, count)) return;
        }
        else
        {
            for (int i = _from; i < _top; i++)
                if (IsSame(_strands[i], strand)) return;
        }
        if (count >= MaxStrands) return;
        if (_top == _strands.Length) Grow(ref _strands, _top + 1);
        _strands[_top++] = strand;
    }

    private bool IsSame(in Strand known, in Strand strand) =>
        known.State == strand.State && known.Stack == strand.Stack && known.A == strand.A && known.B == strand.B && AreAlike(strand.State, known.Record, strand.Record);

    /// <summary>As comparing with each; a new one is noted.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool IsNewAmongMany(in Strand strand, int count)
    {
        _strandIndex ??= new StepIndex(MaxStrands * 4);
        if (count == Few + 1)
        {
            // The first of many: the few before it are noted too.
            _strandIndex.Clear();
            for (int i = _from; i < _top; i++) Note(_strands[i], i - _from);
        }
        return count >= MaxStrands || Note(strand, count);

        bool Note(in Strand added, int place)
        {
            int slot = _strandIndex.SlotOf((uint)HashCode.Combine(added.State, added.Stack, added.A, added.B)); // records may be alike
            for (int entry = _strandIndex[slot]; entry >= 0; slot = _strandIndex.Next(slot), entry = _strandIndex[slot])
                if (IsSame(_strands[_from + entry], added)) return false;
            _strandIndex.Put(slot, place);
            return true;
        }
    }

    /// <summary>Whether two records of one object or array say the same. Their names and items do: the text says what came before.</summary>
    private bool AreAlike(int state, int record, int other)
    {
        if (record == other) return true;
        Strand strand = new() { State = state };
        if (strand.Kind is >= StateKind.ObjectFirst and <= StateKind.MemberGap && strand.Kind != StateKind.FreeKey)
            return ObjectRule.AreAlike(_words.AsSpan(record, _program.Objects[strand.Id].Initial.Length), _words.AsSpan(other, _program.Objects[strand.Id].Initial.Length));
        if (strand.Kind is not (>= StateKind.ArrayFirst and <= StateKind.EnumItem) || record == 0 || other == 0) return false;
        return ArrayRule.AreAlike(_words.AsSpan(record, _program.Arrays[strand.Id].RecordLength), _words.AsSpan(other, _program.Arrays[strand.Id].RecordLength));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Grow<T>(ref T[] array, int length) => Array.Resize(ref array, Math.Max(length, array.Length * 2));
}
