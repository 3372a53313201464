using System.Runtime.InteropServices;
using System.Text.Json;
using EdgeAgent.Tokenizers.Bpe;
using EdgeAgent.Tokenizers.Json;

namespace EdgeAgent.Tokenizers.Tests;

/// <summary>What is built on the merges that ever happen against plain merging with all of them.</summary>
public sealed class CanonicalMergesTests
{
    [Fact]
    public void Run_RandomMergesAndWords_EqualsPlainMerging()
    {
        var random = new Random(21);
        int told = 0, words = 0;
        for (int i = 0; i < 1500; i++)
        {
            RandomMerges merges = RandomMerges.Create(random);
            CanonicalMerges canonical = merges.Prove();
            var merger = new WordMerger();
            byte[][] batch = [.. Enumerable.Range(0, random.Next(1, WordMerger.Capacity + 1)).Select(_ => RandomMerges.Word(random, WordMerger.LongestWord))];
            foreach (byte[] word in batch)
                merger.Add(ref MemoryMarshal.GetArrayDataReference(word), word.Length - Padding, ref MemoryMarshal.GetReference(canonical.BytePairs));
            merger.Run(canonical);
            int[] ids = new int[WordMerger.LongestWord];
            for (int w = 0; w < batch.Length; w++, words++)
            {
                int count = merger.Write(w, ref MemoryMarshal.GetReference(canonical.Ids), ref ids[0]);
                if (count == 0) continue;   // a late token
                told++;
                Assert.Equal(merges.Merge(batch[w][..^Padding]), ids[..count]);
            }
        }
        Assert.InRange(told, words * 3 / 4, words - 1);   // both cases came up
    }

    [Fact]
    public void MayStandBeside_AllPairsOfTokens_SaysWhetherTheirTextsMergeToThem()
    {
        var random = new Random(22);
        int checkedOnes = 0;
        for (int i = 0; i < 300; i++)
        {
            RandomMerges merges = RandomMerges.Create(random, shuffled: false);
            CanonicalMerges canonical = merges.Prove();
            if (canonical.Ids[CanonicalMerges.Bytes..canonical.Count].ContainsAnyInRange(int.MinValue, -1)) continue;   // late tokens
            checkedOnes++;
            int[] numbers = [.. "abcd"u8.ToArray(), .. Enumerable.Range(CanonicalMerges.Bytes, canonical.Count - CanonicalMerges.Bytes)];
            foreach (int left in numbers)
            {
                foreach (int right in numbers)
                {
                    int[] both = [canonical.Ids[left], canonical.Ids[right]];
                    int[] merged = merges.Merge([.. merges.Bytes(both[0]), .. merges.Bytes(both[1])]);
                    Assert.Equal(merged.SequenceEqual(both), canonical.MayStandBeside((uint)left, (uint)right));
                }
            }
        }
        Assert.InRange(checkedOnes, 100, 300);
    }

    [Fact]
    public void Find_EveryPairOfALargeVocabulary_FindsThoseThatMergeAndNoOthers()
    {
        const int Tokens = 4000;   // enough for buckets that run over
        var table = new MergeTable(Tokens);
        int[] byteTokens = [.. Enumerable.Range(0, CanonicalMerges.Bytes)];
        var random = new Random(23);
        var merged = new Dictionary<(int, int), int>();
        for (int rank = 0; rank < Tokens; rank++)
        {
            // Each new token has a byte that begins no other: so it arises in one way.
            int left = rank < 200 ? rank : CanonicalMerges.Bytes + random.Next(rank), right = 200 + rank % 56;
            if (!merged.TryAdd((left, right), CanonicalMerges.Bytes + rank)) continue;
            table.Set(left, right, rank, CanonicalMerges.Bytes + rank);
        }
        CanonicalMerges canonical = CanonicalMerges.Prove(table, byteTokens)!;
        int[] numbers = new int[Tokens + CanonicalMerges.Bytes];   // by id
        for (int number = 0; number < canonical.Count; number++)
            numbers[canonical.Ids[number] < 0 ? ~canonical.Ids[number] : canonical.Ids[number]] = number;
        int found = 0;
        for (int left = 0; left < canonical.Count; left++)
        {
            for (int right = 200; right < CanonicalMerges.Bytes; right++)
            {
                uint number = canonical.FindAny((uint)left, (uint)right);
                int id = canonical.Ids[left] < 0 ? ~canonical.Ids[left] : canonical.Ids[left];
                if (number == CanonicalMerges.None) continue;
                found++;
                Assert.Equal(numbers[merged[(id, right)]], (int)number);
            }
        }
        Assert.Equal(canonical.Count - CanonicalMerges.Bytes, found);
    }

    [Fact]
    public void TryEncode_LongRandomWords_EqualsPlainMerging()
    {
        var random = new Random(24);
        int told = 0;
        for (int i = 0; i < 60; i++)
        {
            RandomMerges merges = RandomMerges.Create(random, shuffled: i % 4 == 0);
            byte[] word = RandomMerges.LongWord(random, WindowMerger.Window * 3);
            var ids = new IdBuffer(int.MaxValue);
            if (WindowMerger.TryEncode(word, merges.Prove(), ref ids, out _))
            {
                told++;
                Assert.Equal(merges.Merge(word), ids.Ids);
            }
            else Assert.Equal(0, ids.Count);
            ids.Dispose();
        }
        Assert.InRange(told, 20, 59);
    }

    /// <summary>Counts work, not time: a word ten times as long takes ten times as much.</summary>
    [Theory, InlineData("smollm2"), InlineData("llama3"), InlineData("qwen3")]
    public void TryEncode_OneLetterWithoutEnd_MergesEachByteLittleMoreThanOnce(string name)
    {
        var reader = new Utf8JsonReader(Goldens.Read(Goldens.Path(name, "tokenizer.json")));
        TokenizerFile file = TokenizerFile.Read(ref reader);
        CanonicalMerges canonical = ByteLevelModel.Create(file, []).Canonical!;
        foreach (string unit in (string[])["a", " ", "=", "xy"])
        {
            foreach (int length in (int[])[50_000, 500_000])
            {
                byte[] word = System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(unit, length / unit.Length)));
                var ids = new IdBuffer(int.MaxValue);
                Assert.True(WindowMerger.TryEncode(word, canonical, ref ids, out long work));
                Assert.InRange(work, length, length * 5L / 4);
                ids.Dispose();
            }
        }
    }

    internal const int Padding = 16;   // bytes behind a word that may be read

    /// <summary>Merges of the letters a to d, which are their own ids.</summary>
    private sealed class RandomMerges
    {
        private readonly List<string> _tokens = ["a", "b", "c", "d"];
        private readonly MergeTable _table = new(1);

        public static RandomMerges Create(Random random, bool? shuffled = null)
        {
            var merges = new RandomMerges();
            int[] ranks = [.. Enumerable.Range(0, random.Next(1, 60))];
            if (shuffled ?? random.Next(2) == 0) random.Shuffle(ranks);   // merges before those of their parts
            foreach (int rank in ranks)
            {
                int left = random.Next(merges._tokens.Count), right = random.Next(merges._tokens.Count);
                string joined = merges._tokens[left] + merges._tokens[right];
                if (joined.Length > 12) continue;
                if (!merges._tokens.Contains(joined)) merges._tokens.Add(joined);
                merges._table.Set(Id(left), Id(right), rank, Id(merges._tokens.IndexOf(joined)));
            }
            return merges;
        }

        public CanonicalMerges Prove() => CanonicalMerges.Prove(_table, [.. Enumerable.Range(0, 256).Select(static b => b is >= 'a' and <= 'd' ? b : -1)])!;

        public byte[] Bytes(int id) => System.Text.Encoding.ASCII.GetBytes(_tokens[id < 300 ? id - 'a' : id - 300]);

        public int[] Merge(byte[] word)
        {
            int[] tokens = [.. word.Select(static letter => (int)letter)];
            return tokens[..BpeMerger.MergeByHeap(tokens, _table)];
        }

        /// <summary>A word with letters behind it that do not belong to it.</summary>
        public static byte[] Word(Random random, int longest) => LongWord(random, Padding + random.Next(1, longest + 1));

        public static byte[] LongWord(Random random, int length)
            => [.. Enumerable.Range(0, length).Select(_ => (byte)('a' + Math.Min(random.Next(4), random.Next(4))))];

        // The letters are their bytes; the others have no byte's id.
        private static int Id(int token) => token < 4 ? 'a' + token : 300 + token;
    }
}
