namespace EdgeAgent.Models.Pull;

/// <summary>One request failed. Caught in this folder: tried again, at another hub if there is one.</summary>
internal sealed class TransferException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>How long the hub asks to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Set where asking the same hub again cannot help: thrown when every hub has refused.</summary>
    public ModelException? Refusal { get; init; }
}
