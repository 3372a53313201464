using EdgeAgent.Tokenizers;

namespace EdgeAgent;

/// <summary>The tokenizer's segmentation where one special token is a text like others: the token itself, and around it what the tokenizer makes of the rest.</summary>
internal sealed class DelimitedRuns(Tokenizer tokenizer, int delimiter)
{
    private readonly byte[] _text = tokenizer.TokenBytes(delimiter).ToArray();

    /// <summary>The ids of bytes after a token; a <see cref="Grammar.Canonicalizer"/>.</summary>
    public int[] Encode(ReadOnlySpan<byte> bytes, int previousId)
    {
        List<int> ids = [];
        for (int at; (at = bytes.IndexOf(_text)) >= 0; previousId = delimiter)
        {
            if (at > 0) ids.AddRange(tokenizer.EncodeContinuation(bytes[..at], previousId));
            ids.Add(delimiter);
            bytes = bytes[(at + _text.Length)..];
        }
        if (!bytes.IsEmpty) ids.AddRange(tokenizer.EncodeContinuation(bytes, previousId));
        return [.. ids];
    }
}
