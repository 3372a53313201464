using EdgeAgent.Tokenizers.Bpe;
using EdgeAgent.Tokenizers.Decoding;
using EdgeAgent.Tokenizers.Normalizers;
using EdgeAgent.Tokenizers.Offsets;
using EdgeAgent.Tokenizers.PreTokenizers;

namespace EdgeAgent.Tokenizers.Pipeline;

/// <summary>What a <see cref="PipelineTokenizer"/> is made of, checked by whoever made it.</summary>
internal sealed record PipelineParts
{
    /// <summary>Added tokens with content and distinct ids, each with its bytes in <see cref="Model"/>.</summary>
    public required IReadOnlyList<AddedToken> AddedTokens { get; init; }

    /// <summary>The normalizer, or null.</summary>
    public Normalizer? Normalizer { get; init; }

    /// <summary>The normalizer of text that continues other text: the same without what it prepends or strips.</summary>
    public Normalizer? ContinuingNormalizer { get; init; }

    /// <summary>Which stretches get a space in front.</summary>
    public PrefixScheme Prefix { get; init; }

    /// <summary>How many splitters come before the space in front: it then goes before each of their pieces.</summary>
    public int PrefixLevel { get; init; }

    /// <summary>Whether only a space, and not U+2581, counts as a space in front.</summary>
    public bool PrefixIsPlain { get; init; }

    /// <summary>Whether spaces become U+2581 where the space in front is put: splitters behind it see that.</summary>
    public bool WritesMarks { get; init; }

    /// <summary>Whether a text needs no space in front. It is not empty.</summary>
    public bool BeginsWithSpace(ReadOnlySpan<byte> text) => text[0] == ' ' || (!PrefixIsPlain && text.StartsWith(SpaceMark.Utf8));

    /// <summary>The pre-tokenizer: each splitter cuts the pieces of the one before.</summary>
    public required Splitter[] Splitters { get; init; }

    /// <summary>The model.</summary>
    public required PieceModel Model { get; init; }

    /// <summary>How text comes from tokens; null: their bytes joined.</summary>
    public PieceDecoding? Decoding { get; init; }

    /// <summary>The ids that the post-processor puts before a text.</summary>
    public int[] Before { get; init; } = [];

    /// <summary>How the post-processor trims what tokens stand for, in this order.</summary>
    public IReadOnlyList<OffsetTrim> OffsetTrims { get; init; } = [];

    /// <summary>The ids that the post-processor puts after a text.</summary>
    public int[] After { get; init; } = [];
}
