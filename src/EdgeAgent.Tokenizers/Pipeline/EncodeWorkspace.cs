using EdgeAgent.Tokenizers.Bpe;

namespace EdgeAgent.Tokenizers.Pipeline;

/// <summary>What one encoding needs beside the immutable tokenizer; lent to one call at a time and kept for the next.</summary>
internal sealed class EncodeWorkspace
{
    public WordCache Words { get; } = new();
}
