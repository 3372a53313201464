using System.Buffers;
using EdgeAgent.Tokenizers.Bpe;

namespace EdgeAgent.Tokenizers.Pipeline;

/// <summary>What one encoding needs beside the immutable tokenizer; lent to one call at a time and kept for the next.</summary>
internal sealed class EncodeWorkspace
{
    private const int LargestKept = 1 << 20;

    private ArrayBufferWriter<byte> _text = new();

    public WordCache Words { get; } = new();

    /// <summary>Made for the models that ask for it.</summary>
    public WordBatch Batch => field ??= new();

    /// <summary>An empty buffer for a stretch of text on its way to the model; what it held before is gone.</summary>
    public ArrayBufferWriter<byte> EmptyText()
    {
        if (_text.Capacity > LargestKept) _text = new();
        else _text.ResetWrittenCount();
        return _text;
    }
}
