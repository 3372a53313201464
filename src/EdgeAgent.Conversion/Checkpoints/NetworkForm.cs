using EdgeAgent.Models;

namespace EdgeAgent.Conversion.Checkpoints;

/// <summary>What a network of a known family has beside Llama's parts, and where it computes otherwise.</summary>
/// <remarks>Source: transformers' <c>modeling_llama</c>, <c>_mistral</c>, <c>_qwen2</c>, <c>_qwen3</c> and <c>_gemma3</c>.</remarks>
internal sealed record NetworkForm
{
    /// <summary>The families, as Hugging Face's <c>model_type</c>.</summary>
    public static IReadOnlyList<string> Families { get; } = ["llama", "mistral", "qwen2", "qwen3", "gemma3_text"];

    /// <summary>Biases are added to queries, keys and values.</summary>
    public bool QueryBias { get; init; }

    /// <summary>A bias is added to the attention's output.</summary>
    public bool OutputBias { get; init; }

    /// <summary>Biases are added to all three products of the MLP.</summary>
    public bool MlpBias { get; init; }

    /// <summary>Each head's query and key go through a norm before they are rotated.</summary>
    public bool HeadNorms { get; init; }

    /// <summary>Gemma: what attention and MLP give goes through a norm before it is added, too.</summary>
    public bool NormsAfter { get; init; }

    /// <summary>Added to the stored weights of all norms: 1 where they are stored as differences from 1.</summary>
    public float NormOffset { get; init; }

    /// <summary>The MLP's activation is GELU in its tanh form instead of SiLU.</summary>
    public bool Gelu { get; init; }

    /// <summary>Embedded tokens are multiplied by this.</summary>
    public float EmbeddingScale { get; init; } = 1;

    /// <summary>Products of queries and keys are multiplied by this.</summary>
    public required float AttentionScale { get; init; }

    /// <summary>The rotation of layers that have a window, where it differs from the others'.</summary>
    public RopeSettings? LocalRope { get; init; }

    /// <summary>The form of a family where nothing else is told.</summary>
    public static NetworkForm Of(string family, int hidden, int headSize)
    {
        bool gemma = family == "gemma3_text";
        return new()
        {
            QueryBias = family == "qwen2",
            HeadNorms = gemma || family == "qwen3",
            NormsAfter = gemma,
            NormOffset = gemma ? 1 : 0,
            Gelu = gemma,
            EmbeddingScale = gemma ? MathF.Sqrt(hidden) : 1,
            AttentionScale = (float)Math.Pow(headSize, -0.5),
            LocalRope = gemma ? new() { Theta = 10_000 } : null,
        };
    }
}
