namespace EdgeAgent.Conversion.Checkpoints.PyTorch;

/// <summary>All that a pickle of weights may name, and what it stands for.</summary>
/// <remarks>Source: torch's <c>_utils.py</c> (<c>_rebuild_*</c>) and <c>serialization.py</c> (<c>persistent_id</c> of <c>_save</c>).</remarks>
internal static class TorchObjects
{
    private const string Tensor2 = "torch._utils._rebuild_tensor_v2";
    private const string Tensor3 = "torch._utils._rebuild_tensor_v3";
    private const string Parameter = "torch._utils._rebuild_parameter";
    private const string Ordered = "collections.OrderedDict";

    /// <summary>A class or function that weights need, or null.</summary>
    public static PickleGlobal? Find(string name)
        => name is Tensor2 or Tensor3 or Parameter or Ordered || TorchType.Find(name) is not null ? new(name) : null;

    /// <summary>What a call gives, or null for arguments that PyTorch never writes.</summary>
    public static object? Call(PickleGlobal function, object?[] arguments) => (function.Name, arguments) switch
    {
        (Ordered, []) => new PickleDictionary(),
        (Parameter, [TorchTensor tensor, bool, PickleDictionary]) => tensor,
        // Storage, offset, shape, strides, requires_grad, hooks, and from torch 2 on, where there are any, further marks of a tensor.
        (Tensor2, [TorchStorage storage, long offset, object?[] shape, object?[] strides, bool, PickleDictionary, ..])
            => Tensor(storage, storage.Type, offset, shape, strides),
        (Tensor3, [TorchStorage storage, long offset, object?[] shape, object?[] strides, bool, PickleDictionary, PickleGlobal type, ..])
            when TorchType.Find(type.Name) is TorchType own => Tensor(storage, own, offset, shape, strides),
        _ => null,
    };

    /// <summary>The storage that a persistent id names, or null if it is another thing.</summary>
    public static TorchStorage? Storage(object? id)
        => id is object?[] and ["storage", PickleGlobal type, string key, string, long count] && TorchType.Find(type.Name) is TorchType known
            ? new(key, known, count) : null;

    private static TorchTensor? Tensor(TorchStorage storage, TorchType type, long offset, object?[] shape, object?[] strides)
        => Array.TrueForAll(shape, static size => size is long) && Array.TrueForAll(strides, static stride => stride is long)
            ? new(storage, type, offset, [.. shape.Cast<long>()], [.. strides.Cast<long>()]) : null;
}
