namespace EdgeAgent.Models;

/// <summary>How a package's weights were quantized.</summary>
public sealed record QuantizationInfo
{
    /// <summary>Bits of most matrices of the layers: 4, 8, 16, or 32 for not at all; 0 where the package of another tool does not tell them.</summary>
    public required int Bits { get; init; }

    /// <summary>Bits of the embedding and the head; 0 where they are not told.</summary>
    public required int TableBits { get; init; }

    /// <summary>Numbers that share a scale; 0 for none.</summary>
    public required int Block { get; init; }

    /// <summary>
    /// <c>none</c>; <c>source</c>: the source's own blocks, unchanged; <c>symmetric</c> or <c>zero-points</c>: made by the converter,
    /// with the zero point in the middle or an integer one for each block; <c>unknown</c>.
    /// </summary>
    public required string Scheme { get; init; }

    /// <summary>What activations are computed in: 0 float32, 4 int8 (ONNX Runtime's <c>accuracy_level</c>).</summary>
    public required int AccuracyLevel { get; init; }
}
