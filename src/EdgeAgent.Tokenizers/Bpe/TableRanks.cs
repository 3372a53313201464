namespace EdgeAgent.Tokenizers.Bpe;

/// <summary>The ranks of all merges of a vocabulary.</summary>
internal readonly struct TableRanks(MergeTable merges) : IMergeRanks
{
    public int Rank(int left, int right) => merges.Rank(left, right);

    public int Merged(int rank) => merges.Merged(rank);
}
