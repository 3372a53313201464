namespace EdgeAgent.Tokenizers.PreTokenizers;

/// <summary>What becomes of the matches of a rule that cuts a text, and of the gaps between them.</summary>
/// <remarks>Hugging Face's SplitDelimiterBehavior; <c>invert</c>, which exchanges matches and gaps, is part of it here.</remarks>
internal enum SplitBehavior
{
    /// <summary>Each match and each gap is a piece.</summary>
    Isolated,

    /// <summary>Matches vanish, gaps are pieces.</summary>
    MatchesRemoved,

    /// <summary>Gaps vanish, each match is a piece.</summary>
    GapsRemoved,

    /// <summary>Neighbouring matches are one piece; so is each gap.</summary>
    Contiguous,

    /// <summary>A gap and the match behind it are one piece.</summary>
    GapWithMatch,

    /// <summary>A match and the gap behind it are one piece.</summary>
    MatchWithGap,
}
