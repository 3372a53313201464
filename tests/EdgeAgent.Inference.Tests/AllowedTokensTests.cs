using System.Diagnostics;
using EdgeAgent.Grammar;

namespace EdgeAgent.Inference.Tests;

/// <summary>Probabilities among the allowed tokens, against the formula written out.</summary>
public sealed class AllowedTokensTests(ITestOutputHelper output)
{
    private const int Pairs = 64 * 64;

    /// <summary>Pairs of the characters from @ on, every single one of ASCII, and ids without text.</summary>
    private static readonly GrammarVocabulary Letters = new(49_152, Text, [], []);

    private static ReadOnlyMemory<byte> Text(int id) => id < Pairs ? new[] { (byte)('@' + (id / 64)), (byte)('@' + (id % 64)) } : id < Pairs + 128 ? new[] { (byte)(id - Pairs) } : default;

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
        foreach (char c in text) Assert.True(matcher.TryAccept(Pairs + c));
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
        double fastest = double.MaxValue;
        for (int i = 0; i < 2000; i++)
        {
            long start = Stopwatch.GetTimestamp();
            AllowedTokens.LogSumExp(logits);
            fastest = Math.Min(fastest, Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }
        output.WriteLine($"{Letters.Size} logits: {fastest:F1} µs");
    }
}
