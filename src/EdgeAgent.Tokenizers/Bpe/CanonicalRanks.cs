namespace EdgeAgent.Tokenizers.Bpe;

/// <summary>The ranks of canonical merges: the tokens' own numbers.</summary>
internal readonly struct CanonicalRanks(CanonicalMerges merges) : IMergeRanks
{
    public int Rank(int left, int right)
    {
        uint merged = merges.FindAny((uint)left, (uint)right);
        return merged == CanonicalMerges.None ? MergeTable.NoMerge : (int)merged;
    }

    public int Merged(int rank) => rank;
}
