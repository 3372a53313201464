namespace EdgeAgent.Inference;

/// <summary>How a model is loaded. Immutable; valid once made.</summary>
public sealed record InferenceOptions
{
    /// <summary>Threads that one operator may use, 0 to 256. Default 0: ONNX Runtime takes one a physical core.</summary>
    public int Threads
    {
        get;
        init => field = value is >= 0 and <= 256 ? value
            : throw new ArgumentOutOfRangeException(nameof(Threads), value, "Use 0 (one a core) to 256 threads.");
    }

    /// <summary>
    /// Tokens that one conversation may hold at most, 16 to 1,048,576. Default 4,096, as the reference model; a model with a shorter context
    /// length takes its own. It bounds the KV cache, whose pages cost memory only once they are written.
    /// </summary>
    public int MaxContext
    {
        get;
        init => field = value is >= 16 and <= 1 << 20 ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxContext), value, "Use 16 to 1,048,576 tokens.");
    } = 4096;

    /// <summary>
    /// Tokens of one prefill chunk, 1 to 4,096. Default 128, which was measured faster and smaller than any other (a cancelled prefill stops
    /// within one chunk).
    /// </summary>
    public int PrefillChunk
    {
        get;
        init => field = value is >= 1 and <= 4096 ? value
            : throw new ArgumentOutOfRangeException(nameof(PrefillChunk), value, "Use 1 to 4,096 tokens a chunk.");
    } = 128;

    /// <summary>
    /// Whether ONNX Runtime's threads spin while they wait. Default false: on a busy machine spinning was measured to cost more than it saves.
    /// </summary>
    public bool AllowSpinning { get; init; }
}
