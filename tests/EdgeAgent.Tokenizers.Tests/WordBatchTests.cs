using System.Text;
using System.Text.Json;
using EdgeAgent.Tokenizers.Bpe;
using EdgeAgent.Tokenizers.Json;
using EdgeAgent.Tokenizers.Pipeline;

namespace EdgeAgent.Tokenizers.Tests;

/// <summary>Words encoded many at a time against each word by itself, pair by pair.</summary>
public sealed class WordBatchTests
{
    [Theory, InlineData("smollm2"), InlineData("llama3"), InlineData("qwen3")]
    public void EncodeAll_RandomWords_EqualsEachWordAlone(string name)
    {
        var reader = new Utf8JsonReader(Goldens.Read(Goldens.Path(name, "tokenizer.json")));
        TokenizerFile file = TokenizerFile.Read(ref reader);
        BpeModel model = ByteLevelModel.Create(file, AddedTokenReader.Read(file.AddedTokens, file.Vocabulary, file.VocabularyCount));
        var workspace = new EncodeWorkspace();
        var random = new Random(31);
        int[] ends = new int[WordBatch.Capacity];
        for (int i = 0; i < 1500; i++)
        {
            var text = new List<byte>();
            int count = random.Next(1, ends.Length + 1);
            for (int w = 0; w < count; w++)
            {
                text.AddRange(Word(random, model));
                ends[w] = text.Count;
            }
            var (together, alone) = (new IdBuffer(int.MaxValue), new IdBuffer(int.MaxValue));
            byte[] bytes = [.. text];
            model.EncodeAll(bytes, 0, ends.AsSpan(0, count), workspace, ref together);
            for (int w = 0; w < count; w++)
            {
                ReadOnlySpan<byte> word = bytes.AsSpan((w == 0 ? 0 : ends[w - 1])..ends[w]);
                if (model.IgnoreMerges && model.Bytes.TryGetId(word, out int whole)) alone.Add(whole);
                else model.EncodePlainly(word, ref alone);
            }
            Assert.Equal(alone.Ids, together.Ids);
            together.Dispose();
            alone.Dispose();
        }
    }

    [Fact]
    public void TryAppend_MoreLongWordsThanFit_KnowsThoseKeptLastAndNoOthers()
    {
        var cache = new LongWordCache();
        var random = new Random(32);
        for (int i = 0; i < 5000; i++)
        {
            byte[] word = Encoding.ASCII.GetBytes($"{i}".PadLeft(random.Next(16, LongWordCache.LongestWord + 1), '='));
            uint hash = ByteHash.Of(word);
            var ids = new IdBuffer(int.MaxValue);
            Assert.False(cache.TryAppend(word, hash, ref ids));
            int[] kept = [.. Enumerable.Range(i, random.Next(1, word.Length))];
            cache.Set(word, hash, kept);
            Assert.True(cache.TryAppend(word, hash, ref ids));
            Assert.Equal(kept, ids.Ids);
            ids.Dispose();
        }
    }

    /// <summary>Tokens, pieces of them and letters put together: some whole tokens, most not; some longer than any cache takes.</summary>
    private static byte[] Word(Random random, BpeModel model)
    {
        var word = new List<byte>();
        int longest = random.Next(50) == 0 ? 300 : random.Next(1, 20);
        do
        {
            byte[] token = model.Bytes[random.Next(random.Next(1000, model.Bytes.Size))].ToArray();
            if (random.Next(3) == 0) token = token[..random.Next(token.Length + 1)];
            word.AddRange(token);
            if (random.Next(3) == 0) word.Add((byte)random.Next(256));
        }
        while (word.Count == 0 || (word.Count < longest && random.Next(4) != 0));
        return [.. word];
    }
}
