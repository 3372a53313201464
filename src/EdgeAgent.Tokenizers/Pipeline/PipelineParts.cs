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
