using Microsoft.ML.OnnxRuntime;

namespace EdgeAgent.Inference;

/// <summary>
/// Keys and values for graphs of standard operators, whose present is past and new rows in a tensor of its own: two blocks take turns, so a
/// step allocates nothing but the tensors' descriptions.
/// </summary>
/// <remarks>All rows of past count for such a graph, so rows that were rewound are closed up before the next run.</remarks>
internal sealed class GrowingKv(KvShape shape, int capacity) : KvState(shape)
{
    private readonly OrtValue?[] _past = new OrtValue?[shape.Tensors], _present = new OrtValue?[shape.Tensors];
    private KvBlock _now = new(shape, capacity), _next = new(shape, capacity);
    private int _rows; // of each head of _now; no fewer than count
    private int _nextRows;

    public override void Bind(OrtIoBinding binding, WholeGraph graph, int past, int added)
    {
        CloseUp(past);
        _nextRows = past + added;
        for (int i = 0; i < _past.Length; i++)
        {
            _past[i] ??= _now.Tensor(i, past);
            _present[i]?.Dispose(); // of a run that failed
            _present[i] = _next.Tensor(i, _nextRows);
            binding.BindInput(graph.Past[i], _past[i]!);
            binding.BindOutput(graph.Present[i], _present[i]!);
        }
    }

    public override void Commit()
    {
        (_now, _next, _rows) = (_next, _now, _nextRows);
        for (int i = 0; i < _past.Length; i++)
        {
            _past[i]?.Dispose();
            (_past[i], _present[i]) = (_present[i], null);
        }
    }

    public override void Save(int start, int count, Span<byte> destination) => _now.Save(_rows, start, count, destination);

    public override void Restore(int past, int count, ReadOnlySpan<byte> source)
    {
        Forget();
        _next.CopyFrom(_now, _rows, past + count, past);
        _next.Restore(past + count, past, count, source);
        (_now, _next, _rows) = (_next, _now, past + count);
    }

    public override void CopyFrom(KvState other, int count)
    {
        Forget();
        GrowingKv from = (GrowingKv)other;
        _now.CopyFrom(from._now, from._rows, count, count);
        _rows = count;
    }

    public override void Dispose()
    {
        Forget();
        foreach (OrtValue? tensor in _present) tensor?.Dispose();
        _now.Dispose();
        _next.Dispose();
    }

    private void CloseUp(int rows)
    {
        if (rows == _rows) return;
        Forget();
        _now.CopyFrom(_now, _rows, rows, rows); // heads move forward only, so none is overwritten before it is read
        _rows = rows;
    }

    private void Forget()
    {
        for (int i = 0; i < _past.Length; i++)
        {
            _past[i]?.Dispose();
            _past[i] = null;
        }
    }
}
