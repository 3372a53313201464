namespace EdgeAgent.Models;

/// <summary>The family of a decoder-only network and its numbers.</summary>
public sealed record ModelArchitecture
{
    /// <summary>The family in lower case, as Hugging Face's <c>model_type</c>: <c>llama</c>, <c>mistral</c>, <c>qwen2</c>, <c>qwen3</c>, <c>gemma3_text</c>.</summary>
    public required string Family { get; init; }

    /// <summary>Decoder layers.</summary>
    public required int Layers { get; init; }

    /// <summary>Width of the residual stream.</summary>
    public required int Hidden { get; init; }

    /// <summary>Query heads.</summary>
    public required int Heads { get; init; }

    /// <summary>Key-value heads; a divisor of <see cref="Heads"/>.</summary>
    public required int KvHeads { get; init; }

    /// <summary>Numbers in a head; heads times size need not be <see cref="Hidden"/>.</summary>
    public required int HeadSize { get; init; }

    /// <summary>Width inside the MLP; 0 where the package of another tool does not tell it.</summary>
    public required int Mlp { get; init; }

    /// <summary>Rows of the embedding and of the head: logits per position. The tokenizer may have fewer or more tokens.</summary>
    public required int Vocabulary { get; init; }

    /// <summary>Positions the model was made for.</summary>
    public required int ContextLength { get; init; }

    /// <summary>Rotary position embedding.</summary>
    public required RopeSettings Rope { get; init; }

    /// <summary>Epsilon of the RMS norms; 0 where it is not told.</summary>
    public required float NormEpsilon { get; init; }

    /// <summary>
    /// For each layer the number of positions attention sees, itself included; 0 for all. Null where every layer sees all.
    /// </summary>
    public IReadOnlyList<int>? SlidingWindow { get; init; }

    /// <summary>Whether the head is the embedding's own matrix.</summary>
    public required bool Tied { get; init; }
}
