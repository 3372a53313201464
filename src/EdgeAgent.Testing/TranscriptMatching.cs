namespace EdgeAgent.Testing;

/// <summary>What of a request must be as it was recorded. The ids of tool calls never count, only which call a result belongs to.</summary>
public enum TranscriptMatching
{
    /// <summary>Everything that a transcript records of a request: instructions, messages, tools with descriptions and schemas, options.</summary>
    Strict,

    /// <summary>What was said and done: user and assistant messages, calls with their arguments, results. Instructions, tools and options may
    /// be others than those recorded.</summary>
    Lenient,
}
