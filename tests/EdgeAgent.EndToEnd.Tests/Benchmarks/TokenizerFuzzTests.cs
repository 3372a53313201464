using EdgeAgent.Benchmarks;
using EdgeAgent.Benchmarks.Fuzzing;
using EdgeAgent.TestData;
using EdgeAgent.Tokenizers;

namespace EdgeAgent.EndToEnd.Tests;

/// <summary>The short form of <c>EdgeAgent.Benchmarks fuzz-tokenizer</c>: what holds for any text, on 10,000 seeded cases each.</summary>
public sealed class TokenizerFuzzTests
{
    [Theory, MemberData(nameof(GoldenTokenizers.Names), MemberType = typeof(GoldenTokenizers))]
    public void Run_RandomCases_AllHold(string name)
    {
        byte[] json = InputFile.Read(SharedData.Require("goldens", "tokenizers", $"{name}.tokenizer.json.gz"));
        FuzzReport report = TokenizerFuzz.Of(json).Run(seed: 2, from: 0, count: 10_000);
        Assert.True(report.Failures.Count == 0, report.ToString());
        Assert.Equal(10_000, report.Cases);
        Assert.Equal(["Text", "Bytes", "Ids", "Split", "Limits"], report.Checks.Keys);
    }

    /// <summary>The fuzz itself can fail: it finds a tokenizer that loses bytes, one that miscounts, one that streams something else.</summary>
    [Theory]
    [InlineData("bytes", "CheckBytes")]
    [InlineData("count", "CheckText")]
    [InlineData("stream", "CheckIds")]
    [InlineData("limit", "CheckLimits")]
    public void Run_BrokenTokenizer_IsFoundAndToldBySeedAndCase(string broken, string check)
    {
        Tokenizer whole = Tokenizer.Load(SharedData.Require("goldens", "tokenizers-tiny", "tokenizer.json"));
        FuzzReport report = new TokenizerFuzz(new BrokenTokenizer(whole, broken), TextPromise.Bytes).Run(seed: 1, from: 0, count: 2000);
        Assert.Contains(report.Failures, failure => failure.StartsWith("seed 1, case ", StringComparison.Ordinal) && failure.Contains(check, StringComparison.Ordinal));
    }

    private sealed class BrokenTokenizer(Tokenizer whole, string broken) : Tokenizer
    {
        public override int VocabularySize => whole.VocabularySize;

        public override IReadOnlyList<AddedToken> AddedTokens => whole.AddedTokens;

        public override int[] Encode(ReadOnlySpan<char> text, EncodeOptions? options = null)
            => whole.Encode(text, broken == "limit" ? options! with { MaxTokens = int.MaxValue } : options);

        public override int[] EncodeBytes(ReadOnlySpan<byte> utf8, EncodeOptions? options = null)
            => whole.EncodeBytes(broken == "bytes" && utf8.Length > 5 ? utf8[..^1] : utf8, options);

        public override int CountTokens(ReadOnlySpan<char> text, EncodeOptions? options = null)
            => whole.CountTokens(text, options) + (broken == "count" ? 1 : 0);

        public override string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens = false) => whole.Decode(ids, skipSpecialTokens);

        public override IncrementalDecoder CreateDecoder(bool skipSpecialTokens = false)
            => whole.CreateDecoder(broken == "stream" ? !skipSpecialTokens : skipSpecialTokens);

        public override ReadOnlySpan<byte> TokenBytes(int id) => whole.TokenBytes(id);

        public override bool IsSpecial(int id) => whole.IsSpecial(id);

        public override int? FindId(string token) => whole.FindId(token);
    }
}
