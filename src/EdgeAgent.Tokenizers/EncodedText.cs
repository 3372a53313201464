namespace EdgeAgent.Tokenizers;

/// <summary>The token ids of a text and, for each, the part of the text that it stands for.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class EncodedText
{
    /// <summary>Puts ids and spans together.</summary>
    /// <param name="ids">The ids; not copied.</param>
    /// <param name="spans">As many spans; not copied.</param>
    /// <exception cref="ArgumentException">There are not as many spans as ids.</exception>
    public EncodedText(IReadOnlyList<int> ids, IReadOnlyList<TextSpan> spans)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentNullException.ThrowIfNull(spans);
        if (ids.Count != spans.Count) throw new ArgumentException($"Give one span an id: there are {ids.Count} ids.", nameof(spans));
        (Ids, Spans) = (ids, spans);
    }

    /// <summary>The ids, as <see cref="Tokenizer.Encode"/> gives them.</summary>
    public IReadOnlyList<int> Ids { get; }

    /// <summary>By index of the id: the part of the text it stands for, in chars of a string or bytes of UTF-8, whichever was encoded.
    /// Empty for an id that the post-processor added.</summary>
    public IReadOnlyList<TextSpan> Spans { get; }
}
