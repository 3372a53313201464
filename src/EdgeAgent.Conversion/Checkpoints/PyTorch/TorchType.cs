namespace EdgeAgent.Conversion.Checkpoints.PyTorch;

/// <summary>A type of numbers.</summary>
/// <param name="Name">Its name in safetensors, which the converter knows types by.</param>
/// <param name="Bytes">Bytes of a number.</param>
/// <remarks>Source: torch's <c>storage.py</c> (<c>_storage_type_to_dtype_to_map</c>) and <c>torch.dtype</c>.</remarks>
internal readonly record struct TorchType(string Name, int Bytes)
{
    private static readonly Dictionary<string, TorchType> Known = new(StringComparer.Ordinal)
    {
        ["torch.FloatStorage"] = new("F32", 4),
        ["torch.HalfStorage"] = new("F16", 2),
        ["torch.BFloat16Storage"] = new("BF16", 2),
        ["torch.DoubleStorage"] = new("F64", 8),
        ["torch.LongStorage"] = new("I64", 8),
        ["torch.IntStorage"] = new("I32", 4),
        ["torch.ShortStorage"] = new("I16", 2),
        ["torch.CharStorage"] = new("I8", 1),
        ["torch.ByteStorage"] = new("U8", 1),
        ["torch.BoolStorage"] = new("BOOL", 1),
        ["torch.storage.UntypedStorage"] = new("U8", 1),
        ["torch.float8_e4m3fn"] = new("F8_E4M3", 1),
        ["torch.float8_e5m2"] = new("F8_E5M2", 1),
        ["torch.uint16"] = new("U16", 2),
        ["torch.uint32"] = new("U32", 4),
        ["torch.uint64"] = new("U64", 8),
    };

    /// <summary>The type that a class of storages or a torch.dtype stands for, or null.</summary>
    public static TorchType? Find(string name) => Known.TryGetValue(name, out TorchType type) ? type : null;
}
