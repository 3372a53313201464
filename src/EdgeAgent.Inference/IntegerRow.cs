using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EdgeAgent.Inference;

/// <summary>Integers that a graph is fed, in the type that it asks for: room for the most, bound in the length that a run needs.</summary>
internal sealed unsafe class IntegerRow(IntegerInput input, int capacity) : IDisposable
{
    private readonly NativeBlock _block = new((nuint)capacity * (nuint)(input.IsLong ? sizeof(long) : sizeof(int)));
    private OrtValue? _bound;
    private int _boundCount;

    public void Set(int index, int value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)capacity);
        nint data = _block.DangerousGetHandle();
        if (input.IsLong) ((long*)data)[index] = value;
        else ((int*)data)[index] = value;
    }

    /// <summary>Binds the first <paramref name="count"/>; nothing to do where as many are bound.</summary>
    public void Bind(OrtIoBinding binding, int count)
    {
        if (count == _boundCount) return;
        long[] shape = input.Rank switch { 0 => [], 1 => [count], _ => [1, count] };
        OrtValue value = OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, input.IsLong ? TensorElementType.Int64 : TensorElementType.Int32,
            shape, _block.DangerousGetHandle(), (long)count * (input.IsLong ? sizeof(long) : sizeof(int)));
        binding.BindInput(input.Name, value);
        _bound?.Dispose();
        (_bound, _boundCount) = (value, count);
    }

    public void Dispose()
    {
        _bound?.Dispose();
        _block.Dispose();
    }
}
