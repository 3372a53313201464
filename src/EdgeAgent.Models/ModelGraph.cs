namespace EdgeAgent.Models;

/// <summary>One ONNX graph of a package.</summary>
/// <remarks>
/// Signatures of the converter's own graphs (form <c>generic</c>; B batch, S new positions, P rows of the past buffer, R kept rows):
/// <list type="bullet">
/// <item>body: <c>input_ids</c> int64 [B, S], <c>seqlens_k</c> int32 [B] (past + S - 1), <c>total_sequence_length</c> int32 [] (past + S),
/// <c>num_hidden</c> int64 [1] (rows to keep, 0 to S), <c>past_key_values.{i}.key|value</c> float32 [B, kvHeads, P, headSize] →
/// <c>hidden_states</c> float32 [B, num_hidden, hidden] (the last rows, after the final norm), <c>present.{i}.key|value</c>.</item>
/// <item>head: <c>hidden_states</c> float32 [B, R, hidden] → <c>logits</c> float32 [B, R, vocabulary].</item>
/// </list>
/// One buffer bound both as past and as present is written in place; P is then its capacity. Otherwise present has past + S rows.
/// </remarks>
public sealed record ModelGraph
{
    /// <summary>What it computes.</summary>
    public required GraphRole Role { get; init; }

    /// <summary>For which kind of execution provider it was made.</summary>
    public required GraphForm Form { get; init; }

    /// <summary>What a body or whole graph is fed; null for a head.</summary>
    public GraphInput? Input { get; init; }

    /// <summary>The .onnx file, in the package's folder.</summary>
    public required string File { get; init; }

    /// <summary>The lengths of input it takes; null for any.</summary>
    public IReadOnlyList<int>? SequenceLengths { get; init; }

    /// <summary>The graph's names for tensors whose usual name it does not use, by the usual name; null where all are usual.</summary>
    public IReadOnlyDictionary<string, string>? Tensors { get; init; }
}
