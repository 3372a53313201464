namespace EdgeAgent.Tokenizers.Gguf;

/// <summary>What one file of a GGUF model holds; <paramref name="Number"/> of <paramref name="Count"/> parts, counted from 0.</summary>
internal sealed record GgufFilePart(
    string File, int Version, IReadOnlyDictionary<string, GgufValue> Metadata, IReadOnlyList<GgufTensor> Tensors, int Number, int Count);
