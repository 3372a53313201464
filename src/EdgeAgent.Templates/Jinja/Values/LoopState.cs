using EdgeAgent.Templates.Jinja.Operations;

namespace EdgeAgent.Templates.Jinja.Values;

/// <summary>A running loop, and the variable <c>loop</c> in its body.</summary>
/// <remarks>Lists are walked by index. Other sources, and loops with a condition, are read one ahead only when the body asks for what
/// comes (<c>loop.last</c>, <c>loop.nextitem</c>), as in Jinja: a condition may depend on what the body sets.</remarks>
internal sealed class LoopState : Callable
{
    private static readonly Undefined s_noPrevious = Undefined.Because("The first turn of a loop has no previous item");
    private static readonly Undefined s_noNext = Undefined.Because("The last turn of a loop has no next item");

    private readonly JinjaSequence? _list;
    private readonly IEnumerator<object>? _source;
    private readonly Queue<object> _ahead = new();
    private object? _previous;
    private object? _current;
    private object[]? _lastChange;
    private int _index = -1;

    private LoopState(JinjaSequence? list, IEnumerator<object>? source) => (_list, _source) = (list, source);

    public override string TypeName => "loop";

    public object Current => _current!;

    public int Length => _list?.Count ?? LengthOfSource();

    private bool IsLast => _list is not null ? _index + 1 >= _list.Count : !TryPeek();

    public static LoopState Over(RenderState state, object elements, Func<object, bool>? filter)
    {
        if (filter is null && elements is JinjaSequence list) return new LoopState(list, null);
        IEnumerable<object> source = Iteration.Over(state, elements);
        return new LoopState(null, (filter is null ? source : source.Where(filter)).GetEnumerator());
    }

    public bool MoveNext()
    {
        object? next = null;
        if (_list is not null)
        {
            if (_index + 1 < _list.Count) next = _list[_index + 1];
        }
        else if (TryPeek()) next = _ahead.Dequeue();
        if (next is null) return false;
        (_previous, _current) = (_current, next);
        _index++;
        return true;
    }

    /// <summary>What the loop has not reached yet.</summary>
    public IEnumerable<object> Rest()
    {
        while (MoveNext()) yield return Current;
    }

    public object? Attribute(string name) => name switch
    {
        "index" => Boxed.Integer(_index + 1),
        "index0" => Boxed.Integer(_index),
        "first" => Boxed.Bool(_index == 0),
        "last" => Boxed.Bool(IsLast),
        "length" => Boxed.Integer(Length),
        "revindex" => Boxed.Integer(Length - _index),
        "revindex0" => Boxed.Integer(Length - _index - 1),
        "previtem" => _previous ?? s_noPrevious,
        "nextitem" => Next() ?? s_noNext,
        "depth" => Boxed.Integer(1),
        "depth0" => Boxed.Integer(0),
        "cycle" => new BuiltInFunction("cycle", (state, arguments) => Cycle(state, arguments.Positional)),
        "changed" => new BuiltInFunction("changed", (state, arguments) => Changed(state, arguments.Positional)),
        _ => null,
    };

    public override object Call(RenderState state, Arguments arguments)
        => throw state.Unsupported("loop(…) of a recursive for is not supported.");

    private object? Next()
    {
        if (_list is not null) return _index + 1 < _list.Count ? _list[_index + 1] : null;
        return TryPeek() ? _ahead.Peek() : null;
    }

    private bool TryPeek()
    {
        if (_ahead.Count > 0) return true;
        if (!_source!.MoveNext()) return false;
        _ahead.Enqueue(_source.Current);
        return true;
    }

    private int LengthOfSource()
    {
        while (_source!.MoveNext()) _ahead.Enqueue(_source.Current);
        return _index + 1 + _ahead.Count;
    }

    private object Cycle(RenderState state, object[] values)
        => values.Length > 0 ? values[_index % values.Length] : throw state.BadValue("loop.cycle needs something to cycle through.");

    private object Changed(RenderState state, object[] values)
    {
        bool changed = _lastChange is null || !PythonEquality.AreEqual(state, new JinjaTuple(_lastChange), new JinjaTuple(values));
        _lastChange = values;
        return Boxed.Bool(changed);
    }
}
