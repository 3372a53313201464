using EdgeAgent.Inference;

namespace EdgeAgent;

/// <summary>How a local model is loaded. Immutable.</summary>
public sealed record LocalModelOptions
{
    /// <summary>Threads, context and chunks. Default: the defaults of <see cref="InferenceOptions"/>.</summary>
    public InferenceOptions Inference { get; init; } = new();
}
