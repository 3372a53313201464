namespace EdgeAgent.Grammar.Automata;

internal sealed partial class Machine
{
    /// <summary>The values entered at the byte that is being read, with the first and last of the frames below each.</summary>
    private (int Value, bool IsChecked, int First, int Last)[] _calls = new (int, bool, int, int)[16];
    private int _callCount;
    private StepIndex? _callIndex; // from many on
    private int _indexedCalls;

    /// <summary>The stacks left at the byte that is being read: what follows them is there already.</summary>
    private int[] _popped = new int[16];
    private int _poppedCount;

    /// <summary>How many arrays and objects are open around the value above a stack.</summary>
    private int DepthOf(int stack) => _frames[stack].Depth;

    /// <summary>How high a member or an item of the object or array above a stack may be.</summary>
    private int RoomIn(int stack) => _program.MaxDepth - DepthOf(stack) - 1;

    /// <summary>A copy of a record, to be changed.</summary>
    private int CopyRecord(int record, int length)
    {
        int copy = AddWords(length);
        _words.AsSpan(record, length).CopyTo(_words.AsSpan(copy));
        return copy;
    }

    private int AddWords(int length)
    {
        int first = _wordCount;
        if (first + length > _words.Length) Grow(ref _words, first + length);
        _wordCount += length;
        return first;
    }

    /// <summary>Enters a value and reads its first byte, or joins the strands that have entered it at this byte.</summary>
    private void Call(int value, bool isChecked, in Frame frame, byte b, int offset)
    {
        ValueRule rule = _program.Value(value);
        if (!rule.First.Has(b)) return;
        if (FindCall(value, isChecked) is int known and >= 0)
        {
            Chain(ref _calls[known].Last, _calls[known].First, frame);
            return;
        }
        int first = AddFrame(frame);
        if (_callCount == _calls.Length) Grow(ref _calls, _callCount + 1);
        _calls[_callCount++] = (value, isChecked, first, first);
        ReadValue(rule, isChecked, first, b, offset);
    }

    /// <summary>The call of a value at this byte; -1 where there is none yet.</summary>
    private int FindCall(int value, bool isChecked)
    {
        if (_callCount <= Few)
        {
            for (int i = 0; i < _callCount; i++)
                if (_calls[i].Value == value && _calls[i].IsChecked == isChecked) return i;
            return -1;
        }
        _callIndex ??= new StepIndex(MaxStrands * 4);
        if (_indexedCalls == 0) _callIndex.Clear();
        // Calls made since the last search are noted first.
        for (; _indexedCalls < _callCount && _indexedCalls < MaxStrands * 2; _indexedCalls++)
        {
            int free = _callIndex.SlotOf((uint)_calls[_indexedCalls].Value);
            while (_callIndex[free] >= 0) free = _callIndex.Next(free);
            _callIndex.Put(free, _indexedCalls);
        }
        int slot = _callIndex.SlotOf((uint)value);
        for (int entry = _callIndex[slot]; entry >= 0; slot = _callIndex.Next(slot), entry = _callIndex[slot])
            if (_calls[entry].Value == value && _calls[entry].IsChecked == isChecked) return entry;
        return -1;
    }

    private void Chain(ref int last, int first, in Frame frame)
    {
        for (int i = first; i > 0; i = _frames[i].Next)
        {
            ref readonly Frame known = ref _frames[i];
            if (known.State == frame.State && known.A == frame.A && known.B == frame.B && known.Below == frame.Below && AreAlike(frame.State, known.Record, frame.Record)) return;
        }
        int added = AddFrame(frame);
        _frames[last].Next = added;
        _frames[first].IsCompared |= frame.IsCompared;
        last = added;
    }

    private int AddFrame(in Frame frame)
    {
        if (_frameCount == _frames.Length) Grow(ref _frames, _frameCount + 1);
        _frames[_frameCount] = frame;
        return _frameCount++;
    }

    /// <summary>A value has ended: what lies below goes on.</summary>
    /// <param name="stack">The value's.</param>
    /// <param name="end">The offset after its last byte.</param>
    private void Pop(int stack, int end)
    {
        if (!IsFirstPop(stack)) return;
        for (int i = stack; i > 0; i = _frames[i].Next)
        {
            Strand strand = Return(_frames[i]);
            if (strand.Kind != StateKind.ItemEnd || EndItem(ref strand, end)) Append(strand);
        }
    }

    /// <summary>A value has ended before this byte: what lies below reads it.</summary>
    private void ReadBelow(int stack, byte b, int offset)
    {
        if (!IsFirstPop(stack)) return;
        for (int i = stack; i > 0; i = _frames[i].Next)
        {
            Strand strand = Return(_frames[i]);
            if (strand.Kind != StateKind.ItemEnd || EndItem(ref strand, offset)) Read(strand, b, offset);
        }
    }

    private bool IsFirstPop(int stack)
    {
        for (int i = 0; i < _poppedCount; i++)
            if (_popped[i] == stack) return false;
        if (_poppedCount == _popped.Length) Grow(ref _popped, _poppedCount + 1);
        _popped[_poppedCount++] = stack;
        return true;
    }

    private static Strand Return(in Frame frame) => new() { State = frame.State, Stack = frame.Below, A = frame.A, B = frame.B, Record = frame.Record };
}
