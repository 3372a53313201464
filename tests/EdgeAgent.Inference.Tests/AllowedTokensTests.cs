using System.Diagnostics;
using EdgeAgent.Grammar;

namespace EdgeAgent.Inference.Tests;

/// <summary>Probabilities among the allowed tokens, against the formula written out.</summary>
public sealed class AllowedTokensTests(ITestOutputHelper output)
{
    private static readonly GrammarVocabulary Letters = new(49_152, id => id < 26 * 26 ? new[] { (byte)('a' + (id / 26)), (byte)('a' + (id % 26)) } : new[] { (byte)(id & 127) }, [], []);

    private static float[] Random(int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, Letters.Size).Select(_ => (random.NextSingle() - 0.5f) * 60)];
    }

    private static double Plain(IEnumerable<float> logits) => Math.Log(logits.Sum(x => Math.Exp(x)));

    [Theory]
    [InlineData("^a[a-z]b[c-d]$", "a")] // few
    [InlineData("^[\\x00-\\x7f]*$", "")] // all
    public void LogSumExp_SomeAllowed_IsThatOfTheAllowed(string pattern, string text)
    {
        GrammarMatcher matcher = GrammarCompiler.CompileRegex(pattern, Letters, null, TestContext.Current.CancellationToken).CreateMatcher();
        foreach (char c in text) Assert.True(matcher.TryAccept(Enumerable.Range(676, 256).First(id => (id & 127) == c)));
        TokenMask mask = matcher.FillMask(new ulong[Letters.WordCount]);
        float[] logits = Random(3);
        mask.ApplyTo(logits);
        float[] allowed = [.. logits.Where(float.IsFinite)];
        Assert.Equal(text.Length == 0, allowed.Length > 2000);
        Assert.Equal(Plain(allowed), AllowedTokens.LogSumExp(logits, mask), 1e-3);
    }

    [Fact]
    public void LogSumExp_OneAllowed_IsNoChoice()
    {
        GrammarMatcher matcher = GrammarCompiler.CompileRegex("^ab$", new GrammarVocabulary(3, id => new[] { (byte)('a' + id) }, [], []), null, TestContext.Current.CancellationToken).CreateMatcher();
        Assert.True(float.IsNaN(AllowedTokens.LogSumExp([1, 2, 3], matcher.FillMask(new ulong[1]))));
    }

    [Fact]
    public void LogSumExp_ForbiddenAndHugeLogits_NeitherCountNorOverflow() =>
        Assert.Equal(500 + Math.Log(2), AllowedTokens.LogSumExp([500, float.NegativeInfinity, 500, -500]), 1e-4);

    /// <summary>What it costs a step: printed, not judged.</summary>
    [Fact]
    public void LogSumExp_WholeVocabulary_Cost()
    {
        float[] logits = Random(5);
        List<double> times = [];
        for (int i = 0; i < 400; i++)
        {
            long start = Stopwatch.GetTimestamp();
            AllowedTokens.LogSumExp(logits);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }
        output.WriteLine($"{Letters.Size} logits: median {times.Order().ElementAt(200):F1} µs");
    }
}
