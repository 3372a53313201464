using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EdgeAgent.Inference;

/// <summary>The logits of a whole graph's last run, [1, rows, vocabulary], in float32 or float16.</summary>
internal sealed unsafe class LogitsRows(WholeGraph graph, int capacity) : IDisposable
{
    private readonly NativeBlock _block = new(checked((nuint)capacity * (nuint)graph.LogitsRowBytes));
    private OrtValue? _bound;
    private int _boundRows;

    /// <summary>Binds room for so many rows; nothing to do where it is bound.</summary>
    public void Bind(OrtIoBinding binding, int rows)
    {
        if (rows == _boundRows) return;
        OrtValue value = OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, graph.LogitsType, [1, rows, graph.Vocabulary],
            _block.DangerousGetHandle(), (long)rows * graph.LogitsRowBytes);
        binding.BindOutput(graph.Logits, value);
        _bound?.Dispose();
        (_bound, _boundRows) = (value, rows);
    }

    /// <summary>Copies one row out as float32; rows count from the last, which is 0.</summary>
    public void Copy(int fromLast, Span<float> destination)
    {
        nint row = _block.DangerousGetHandle() + (nint)((long)(_boundRows - 1 - fromLast) * graph.LogitsRowBytes);
        if (graph.LogitsType == TensorElementType.Float16) TensorPrimitives.ConvertToSingle(new ReadOnlySpan<Half>((void*)row, graph.Vocabulary), destination);
        else new ReadOnlySpan<float>((void*)row, graph.Vocabulary).CopyTo(destination);
    }

    public void Dispose()
    {
        _bound?.Dispose();
        _block.Dispose();
    }
}
