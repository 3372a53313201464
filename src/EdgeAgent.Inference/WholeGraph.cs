using Microsoft.ML.OnnxRuntime.Tensors;

namespace EdgeAgent.Inference;

/// <summary>What a graph from token ids to logits is fed and gives: the signature that its session tells.</summary>
internal sealed record WholeGraph
{
    /// <summary>Token ids, [1, new].</summary>
    public required IntegerInput Ids { get; init; }

    /// <summary>Ones, [1, past + new]: its length is the length of the sequence. Null where the graph takes none.</summary>
    public IntegerInput? Mask { get; init; }

    /// <summary>Positions of the new tokens, [1, new]; null where the graph takes none.</summary>
    public IntegerInput? Positions { get; init; }

    /// <summary>How many of the last rows get logits; null where the graph takes no such number.</summary>
    public IntegerInput? KeepRows { get; init; }

    /// <summary>The output with the logits.</summary>
    public required string Logits { get; init; }

    /// <summary>float32 or float16.</summary>
    public required TensorElementType LogitsType { get; init; }

    /// <summary>Logits of a row.</summary>
    public required int Vocabulary { get; init; }

    /// <summary>Whether only the last position of a run has logits.</summary>
    public required bool LastRowOnly { get; init; }

    /// <summary>What keys and values are made of.</summary>
    public required KvShape Kv { get; init; }

    /// <summary>Names of the inputs: keys at even places, values at odd ones.</summary>
    public required IReadOnlyList<string> Past { get; init; }

    /// <summary>Names of the outputs, in the order of <see cref="Past"/>.</summary>
    public required IReadOnlyList<string> Present { get; init; }

    /// <summary>Bytes of a row of logits.</summary>
    public int LogitsRowBytes => Vocabulary * (LogitsType == TensorElementType.Float16 ? 2 : sizeof(float));
}
