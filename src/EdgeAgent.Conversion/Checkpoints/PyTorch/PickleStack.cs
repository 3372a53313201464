namespace EdgeAgent.Conversion.Checkpoints.PyTorch;

/// <summary>The stack that a pickle's opcodes work on, with the marks that open tuples, lists and dictionaries.</summary>
internal sealed class PickleStack(Func<string, ConversionException> malformed)
{
    private readonly List<object?> _values = [];
    private readonly List<int> _marks = [];

    // What lies under the last mark is out of reach, as for CPython.
    private int Depth => _values.Count - (_marks.Count > 0 ? _marks[^1] : 0);

    public void Push(object? value) => _values.Add(value);

    public void Mark() => _marks.Add(_values.Count);

    public object? Peek() => Depth > 0 ? _values[^1] : throw malformed("The pickle's stack is empty.");

    public object? Pop()
    {
        object? value = Peek();
        _values.RemoveAt(_values.Count - 1);
        return value;
    }

    /// <summary>Takes all values above the last mark, and the mark.</summary>
    public object?[] FromMark()
    {
        if (_marks.Count == 0) throw malformed("The pickle closes what it did not open.");
        int count = Depth;
        _marks.RemoveAt(_marks.Count - 1);
        return Last(count);
    }

    /// <summary>Takes so many values, the oldest first.</summary>
    public object?[] Last(int count)
    {
        if (count > Depth) throw malformed("The pickle's stack is empty.");
        object?[] items = [.. _values[^count..]];
        _values.RemoveRange(_values.Count - count, count);
        return items;
    }
}
