namespace EdgeAgent.Inference;

/// <summary>Token ids that do not fit into the context length. Nothing was computed and nothing was dropped: the state is as before.</summary>
public sealed class ContextLengthException : InferenceException
{
    internal ContextLengthException(int needed, int capacity)
        : base("EA5003", $"{needed} tokens do not fit into a context of {capacity}.", $"token {capacity}",
            "Shorten the conversation or the tool list, or load the model with a larger MaxContext where its context length allows it.")
        => (Needed, Capacity) = (needed, capacity);

    /// <summary>Tokens that the request needs, what is in the context already included.</summary>
    public int Needed { get; }

    /// <summary>Tokens that the context holds.</summary>
    public int Capacity { get; }
}
