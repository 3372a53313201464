using Microsoft.ML.OnnxRuntime.Tensors;

namespace EdgeAgent.Inference;

/// <summary>What keys and values of all layers are made of.</summary>
/// <param name="Tensors">Keys and values: two a layer.</param>
/// <param name="Heads">Key-value heads.</param>
/// <param name="HeadSize">Numbers of a row.</param>
/// <param name="Type">Their type, float32 or float16.</param>
internal sealed record KvShape(int Tensors, int Heads, int HeadSize, TensorElementType Type)
{
    /// <summary>Bytes of one row of one head.</summary>
    public int RowBytes => HeadSize * (Type == TensorElementType.Float16 ? 2 : sizeof(float));
}
