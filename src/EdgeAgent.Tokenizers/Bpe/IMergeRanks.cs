namespace EdgeAgent.Tokenizers.Bpe;

/// <summary>Which pairs of tokens merge, and which first.</summary>
internal interface IMergeRanks
{
    /// <summary>The rank of a pair; <see cref="MergeTable.NoMerge"/> if it does not merge.</summary>
    int Rank(int left, int right);

    /// <summary>What the pair of a rank merges into.</summary>
    int Merged(int rank);
}
