using System.Runtime.CompilerServices;

namespace EdgeAgent.Grammar.Automata;

/// <summary>One way to read the text so far: a state, the stack below it, and two registers whose meaning depends on the state.</summary>
internal struct Strand : IEquatable<Strand>
{
    public int State;

    /// <summary>Index of the frame on top of the stack.</summary>
    public int Stack;

    public int A;

    public int B;

    public readonly bool Equals(Strand other) => State == other.State && Stack == other.Stack && A == other.A && B == other.B;

    public override readonly bool Equals(object? obj) => obj is Strand other && Equals(other);

    public override readonly int GetHashCode() => HashCode.Combine(State, Stack, A, B);
}

/// <summary>A frame: where to go on when the value above it is complete. Also, as (A: first byte, B: one past the last, Below: previous), a name in a list.</summary>
internal struct Frame
{
    public int State;

    public int A;

    public int B;

    public int Below;

    public int Depth;
}

/// <summary>
/// Runs the automata: a set of strands reads bytes one at a time. JSON with its separators fixed has one strand nearly always; more live side by side
/// only where alternatives begin alike. Frames are never changed once written, and every frame refers to older ones only: a position in the past is a
/// slice of strands and a height of the arena, so that going back is setting two numbers.
/// </summary>
internal sealed partial class Machine
{
    /// <summary>More ways than this to read one text are not followed: the newest are dropped, which forbids more and never less.</summary>
    private const int MaxStrands = 512;

    private readonly GrammarProgram _program;
    private Frame[] _frames;
    private Strand[] _strands;
    private byte[] _text;

    public Machine(GrammarProgram program)
    {
        _program = program;
        _frames = new Frame[256];
        _strands = new Strand[1024];
        _text = new byte[1024];
        _frames[0] = new Frame { State = program.Bottom };
        FrameCount = 1;
        int top = 0;
        // A value's frame is the outermost one; text and calls have none, and nothing pops below them.
        if (program.Trigger is null)
        {
            _frames[1] = new Frame { State = program.Bottom, Depth = 1 };
            FrameCount = 2;
            Enter(new Strand { State = program.Start, Stack = 1 }, ref top);
        }
        else Enter(new Strand { State = program.Start }, ref top);
        Top = top;
    }

    private Machine(Machine other)
    {
        _program = other._program;
        _frames = (Frame[])other._frames.Clone();
        _strands = (Strand[])other._strands.Clone();
        _text = (byte[])other._text.Clone();
        (FrameCount, Top) = (other.FrameCount, other.Top);
    }

    public GrammarProgram Program => _program;

    /// <summary>How many frames are in use.</summary>
    public int FrameCount { get; set; }

    /// <summary>How many strands are in use, those of the past included.</summary>
    public int Top { get; set; }

    public Strand[] Strands => _strands;

    public Frame[] Frames => _frames;

    /// <summary>The bytes read; a walk writes those it tries behind them.</summary>
    public byte[] Text => _text;

    public Machine Clone() => new(this);

    public void ReserveText(int length)
    {
        if (length > _text.Length) Array.Resize(ref _text, Math.Max(length, _text.Length * 2));
    }

    /// <summary>Puts strands that are kept elsewhere, or a past slice, on top.</summary>
    public void Copy(int start, int count)
    {
        ReserveStrands(Top + count);
        _strands.AsSpan(start, count).CopyTo(_strands.AsSpan(Top));
        Top += count;
    }

    public void Push(in Strand strand)
    {
        int top = Top;
        Append(strand, top, ref top);
        Top = top;
    }

    /// <summary>All strands of a slice read a byte; those that can are appended as a slice at the top.</summary>
    /// <param name="start">First strand of the slice.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="b">The byte.</param>
    /// <param name="offset">Its offset in the text.</param>
    /// <returns>How many strands the new slice has: 0 where the byte is not allowed.</returns>
    public int Step(int start, int count, byte b, int offset)
    {
        int from = Top, top = Top;
        _text[offset] = b;
        _firstNewFrame = FrameCount;
        for (int i = start; i < start + count; i++) Read(_strands[i], b, offset, from, ref top);
        Top = top;
        return top - from;
    }

    /// <summary>Whether the whole text may end in some strand of a slice.</summary>
    public bool MayEnd(int start, int count)
    {
        for (int i = start; i < start + count; i++)
        {
            Strand strand = _strands[i];
            ref readonly State state = ref _program.States[strand.State];
            // A number at the very end of the text is complete without a byte after it.
            while (state.MayPop && strand.Stack > 0)
            {
                ref readonly Frame frame = ref _frames[strand.Stack];
                strand = new Strand { State = frame.State, Stack = frame.Below, A = frame.A, B = frame.B };
                state = ref _program.States[strand.State];
                while (state.Kind == StateKind.Pop)
                {
                    ref readonly Frame below = ref _frames[strand.Stack];
                    strand = new Strand { State = below.State, Stack = below.Below, A = below.A, B = below.B };
                    state = ref _program.States[strand.State];
                }
            }
            if (state.MayEnd) return true;
        }
        return false;
    }

    /// <summary>The region that a strand stands in.</summary>
    public RegionKind RegionOf(in Strand strand) => strand.Stack > 0 ? _program.ValueRegion : _program.States[strand.State].Region;

    private void Append(in Strand strand, int from, ref int top)
    {
        for (int i = from; i < top; i++)
            if (_strands[i].Equals(strand)) return;
        if (top - from >= MaxStrands) return;
        if (top == _strands.Length) ReserveStrands(top + 1);
        _strands[top++] = strand;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReserveStrands(int count)
    {
        if (count > _strands.Length) Array.Resize(ref _strands, Math.Max(count, _strands.Length * 2));
    }

    /// <summary>Frames made while one byte is read are compared, so that strands which stay alike share their stack.</summary>
    private int _firstNewFrame;

    private int PushFrame(int state, int a, int b, int below)
    {
        int depth = _frames[below].Depth + 1;
        for (int i = _firstNewFrame; i < FrameCount; i++)
        {
            ref readonly Frame known = ref _frames[i];
            if (known.State == state && known.A == a && known.B == b && known.Below == below && known.Depth == depth) return i;
        }
        return AddFrame(new Frame { State = state, A = a, B = b, Below = below, Depth = depth });
    }

    private int AddFrame(in Frame frame)
    {
        if (FrameCount == _frames.Length) Array.Resize(ref _frames, _frames.Length * 2);
        _frames[FrameCount] = frame;
        return FrameCount++;
    }

    private void Pop(in Strand strand, int from, ref int top)
    {
        Frame frame = _frames[strand.Stack];
        Enter(new Strand { State = frame.State, Stack = frame.Below, A = frame.A, B = frame.B }, from, ref top);
    }

    private void Enter(Strand strand, ref int top) => Enter(strand, top, ref top);

    /// <summary>Passes through states that read nothing and appends the strand where one reads.</summary>
    private void Enter(Strand strand, int from, ref int top)
    {
        while (true)
        {
            ref readonly State state = ref _program.States[strand.State];
            switch (state.Kind)
            {
                case StateKind.Pop:
                    Frame frame = _frames[strand.Stack];
                    strand = new Strand { State = frame.State, Stack = frame.Below, A = frame.A, B = frame.B };
                    break;
                case StateKind.Call:
                    strand = new Strand { State = state.Arg, Stack = PushFrame(state.Next, strand.A, strand.B, strand.Stack) };
                    break;
                case StateKind.CallMember:
                    strand = new Strand { State = state.Arg, Stack = PushFrame(state.Next, state.Extra, 0, strand.Stack) };
                    break;
                case StateKind.CallItem:
                    ArrayRule rule = _program.Arrays[state.Arg];
                    strand = new Strand { State = rule.StartOf(strand.A), Stack = PushFrame(rule.Next, rule.Count(strand.A), 0, strand.Stack) };
                    break;
                case StateKind.SetTool:
                    (strand.State, strand.A, strand.B) = (state.Next, strand.A + 1, state.Arg);
                    break;
                default:
                    Append(strand, from, ref top);
                    return;
            }
        }
    }
}
