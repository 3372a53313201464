using EdgeAgent.Tokenizers.Bpe;

namespace EdgeAgent.Tokenizers.Tests;

/// <summary>Both ways to merge against the definition: while any pair merges, merge the leftmost of the lowest rank.</summary>
public sealed class BpeMergerTests
{
    [Fact]
    public void Merge_RandomMergesAndWords_EqualsTheDefinition()
    {
        var random = new Random(11);
        for (int i = 0; i < 4000; i++)
        {
            Dictionary<(int, int), (int Rank, int Merged)> merges = RandomMerges(random);
            var table = new MergeTable(1);
            foreach (((int left, int right), (int rank, int merged)) in merges) table.Set(left, right, rank, merged);
            int[] word = [.. Enumerable.Range(0, random.Next(0, BpeMerger.LongestScanned + 1)).Select(_ => random.Next(4))];

            int[] expected = MergeByDefinition([.. word], merges);
            int[] scanned = [.. word], heaped = [.. word];
            Assert.Equal(expected, scanned[..BpeMerger.Merge(scanned, table)]);
            Assert.Equal(expected, heaped[..BpeMerger.MergeByHeap(heaped, table)]);
        }
    }

    /// <summary>Four letters, 24 merges of what is there so far. As in a vocabulary, one string is one token.</summary>
    private static Dictionary<(int, int), (int, int)> RandomMerges(Random random)
    {
        List<string> tokens = ["a", "b", "c", "d"];
        var merges = new Dictionary<(int, int), (int, int)>();
        int[] ranks = [.. Enumerable.Range(0, 24)];
        if (random.Next(2) == 0) random.Shuffle(ranks);   // ranks need not follow the order in which tokens arise
        foreach (int rank in ranks)
        {
            int left = random.Next(tokens.Count), right = random.Next(tokens.Count);
            string joined = tokens[left] + tokens[right];
            if (joined.Length > 12 || merges.ContainsKey((left, right))) continue;
            if (!tokens.Contains(joined)) tokens.Add(joined);
            merges.Add((left, right), (rank, tokens.IndexOf(joined)));
        }
        return merges;
    }

    private static int[] MergeByDefinition(List<int> tokens, Dictionary<(int, int), (int Rank, int Merged)> merges)
    {
        while (true)
        {
            int best = -1, bestRank = int.MaxValue;
            for (int i = 0; i + 1 < tokens.Count; i++)
            {
                if (merges.TryGetValue((tokens[i], tokens[i + 1]), out (int Rank, int Merged) merge) && merge.Rank < bestRank)
                    (best, bestRank) = (i, merge.Rank);
            }
            if (best < 0) return [.. tokens];
            tokens[best] = merges[(tokens[best], tokens[best + 1])].Merged;
            tokens.RemoveAt(best + 1);
        }
    }
}
