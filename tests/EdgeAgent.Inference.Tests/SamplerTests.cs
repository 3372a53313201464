using EdgeAgent.Inference.Sampling;
using EdgeAgent.Models;

namespace EdgeAgent.Inference.Tests;

/// <summary>The sampler against an obvious one: sort, cut, walk.</summary>
public sealed class SamplerTests
{
    public static TheoryData<SamplingOptions> Ways =>
    [
        new SamplingOptions { Temperature = 1 },
        new SamplingOptions { Temperature = 0.7f, TopK = 1 },
        new SamplingOptions { Temperature = 1.3f, TopK = 7 },
        new SamplingOptions { Temperature = 1, TopP = 0.9f },
        new SamplingOptions { Temperature = 2, TopP = 0.3f, TopK = 40 },
        new SamplingOptions { Temperature = 1, MinP = 0.2f },
        new SamplingOptions { Temperature = 1.5f, TopP = 0.95f, MinP = 0.05f, TopK = 60 },
        new SamplingOptions { Temperature = 5, TopP = 1, TopK = 100_000 },
        new SamplingOptions { Temperature = 1, FrequencyPenalty = 0.5f, PresencePenalty = 1 },
        new SamplingOptions { Temperature = 1, RepetitionPenalty = 1.3f, FrequencyPenalty = -0.5f, TopP = 0.8f },
    ];

    [Theory, MemberData(nameof(Ways), DisableDiscoveryEnumeration = true)]
    public void Sample_RandomLogits_ChoosesAsTheObviousSampler(SamplingOptions options)
    {
        Random random = new(5);
        int different = 0;
        for (int sequence = 0; sequence < 100; sequence++)
        {
            int size = random.Next(1, 400);
            int[] prompt = [.. Enumerable.Range(0, 10).Select(_ => random.Next(size))];
            Sampler sampler = new(options with { Seed = sequence }, 400);
            sampler.Begin(prompt);
            ulong state = (ulong)sequence;
            List<int> answer = [];
            for (int step = 0; step < 20; step++)
            {
                float[] logits = Logits(random, size), before = [.. logits];
                int expected = Obvious(logits, options, prompt, answer, Draw(ref state)), chosen = sampler.Sample(logits);
                Assert.Equal(before, logits);
                Assert.True(float.IsFinite(logits[chosen]));
                if (chosen != expected) different++;
                sampler.Accept(chosen);
                answer.Add(chosen);
            }
        }
        Assert.InRange(different, 0, 4); // float and double may fall on two sides of a boundary: seldom
    }

    [Fact]
    public void Sample_ManyDraws_FollowTheProbabilities()
    {
        float[] logits = [0, 1, 2, float.NegativeInfinity, 3];
        double[] probabilities = [.. logits.Select(logit => Math.Exp(logit) / logits.Sum(other => Math.Exp(other)))];
        Sampler sampler = new(new SamplingOptions { Temperature = 1, Seed = 1 }, logits.Length);
        int[] counts = new int[logits.Length];
        const int Draws = 40_000;
        for (int i = 0; i < Draws; i++) counts[sampler.Sample(logits)]++;
        for (int id = 0; id < logits.Length; id++)
            Assert.InRange(counts[id], (Draws * probabilities[id]) - (4 * Math.Sqrt(Draws)), (Draws * probabilities[id]) + (4 * Math.Sqrt(Draws)));
        Assert.Equal(0, counts[3]);
    }

    [Fact]
    public void Sample_TemperatureZero_IsGreedyWhateverElseIsSet()
    {
        Random random = new(6);
        Sampler sampler = new(new SamplingOptions { TopK = 5, TopP = 0.5f, MinP = 0.1f, Seed = 3 }, 300);
        for (int i = 0; i < 200; i++)
        {
            float[] logits = Logits(random, 300);
            Assert.Equal(GreedySampler.Sample(logits), sampler.Sample(logits));
        }
    }

    [Fact]
    public void Sample_PenaltiesWithoutATemperature_TakeTheHighestThatIsLeft()
    {
        Sampler frequency = new(new SamplingOptions { FrequencyPenalty = 1 }, 3), presence = new(new SamplingOptions { PresencePenalty = 1 }, 3),
            repetition = new(new SamplingOptions { RepetitionPenalty = 10 }, 3);
        Assert.Equal([0, 1, 0, 1, 2, 0], Run(frequency, [2.5f, 1.7f, 0.6f], 6));
        Assert.Equal([0, 1, 0, 0], Run(presence, [2.5f, 1.7f, 0], 4)); // once, however often
        repetition.Begin([0]);
        Assert.Equal([1, 2, 0], Run(repetition, [2.5f, 1.7f, 0.26f], 3));

        static int[] Run(Sampler sampler, float[] logits, int steps) => [.. Enumerable.Range(0, steps).Select(_ =>
        {
            int id = sampler.Sample(logits);
            sampler.Accept(id);
            return id;
        })];
    }

    [Theory]
    [InlineData(1e-30f)]
    [InlineData(1e-3f)]
    [InlineData(100f)]
    public void Sample_ExtremeTemperaturesAndLogits_ChoosesAnAllowedToken(float temperature)
    {
        Sampler sampler = new(new SamplingOptions { Temperature = temperature, TopP = 0.9f, Seed = 1 }, 4);
        for (int i = 0; i < 50; i++)
        {
            Assert.Equal(2, sampler.Sample([float.NegativeInfinity, float.NegativeInfinity, -3e38f, float.NegativeInfinity]));
            Assert.NotEqual(3, sampler.Sample([3e38f, 2.9e38f, -3e38f, float.NegativeInfinity]));
            if (temperature < 1) Assert.Equal(1, sampler.Sample([1, 2, 1.9f, 0]));
        }
    }

    [Theory]
    [InlineData(new[] { float.NegativeInfinity, float.NegativeInfinity })]
    [InlineData(new[] { 1f, float.NaN })]
    [InlineData(new[] { float.PositiveInfinity, 1f })]
    public void Sample_NoNumberToChoose_IsAnError(float[] logits) =>
        Assert.Equal("EA5006", Assert.Throws<InferenceException>(() => new Sampler(new SamplingOptions { Temperature = 1 }, 2).Sample(logits)).Code);

    [Fact]
    public void Sample_Seeds_GiveTheSameDrawsAgainAndOthersOthers()
    {
        float[] logits = new float[1000];
        int[] Draws(long? seed)
        {
            Sampler sampler = new(new SamplingOptions { Temperature = 1, Seed = seed }, logits.Length);
            return [.. Enumerable.Range(0, 50).Select(_ => sampler.Sample(logits))];
        }
        Assert.Equal(Draws(7), Draws(7));
        Assert.NotEqual(Draws(7), Draws(8));
        Assert.NotEqual(Draws(7), Draws(7 + (1L << 32))); // all bits count
        Assert.NotEqual(Draws(null), Draws(null));
        Assert.Equal(Draws(-1), Draws(-1));
    }

    [Fact]
    public void Sample_Steps_AllocateNothing()
    {
        Random random = new(8);
        float[] logits = Logits(random, 5000);
        Sampler sampler = new(new SamplingOptions { Temperature = 1, TopK = 500, TopP = 0.9f, MinP = 0.01f, FrequencyPenalty = 0.1f, Seed = 1 }, logits.Length);
        Step(20);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Step(200);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Step(int count)
        {
            for (int i = 0; i < count; i++) sampler.Accept(sampler.Sample(logits));
        }
    }

    [Fact]
    public void Defaults_AreGreedy()
    {
        Assert.Equal(new SamplingOptions { Temperature = 0, TopK = null, TopP = 1, MinP = 0, FrequencyPenalty = 0, PresencePenalty = 0, RepetitionPenalty = 1, Seed = null }, SamplingOptions.Greedy);
        Assert.Equal(SamplingOptions.Greedy, new DecodeOptions { EndIds = [] }.Sampling);
    }

    [Fact]
    public void Options_OutOfRange_AreRefused()
    {
        Func<SamplingOptions>[] bad =
        [
            () => new() { Temperature = -1 }, () => new() { Temperature = float.NaN }, () => new() { Temperature = 101 }, () => new() { TopK = 0 }, () => new() { TopP = 0 }, () => new() { TopP = 1.1f },
            () => new() { TopP = float.NaN }, () => new() { MinP = -0.1f }, () => new() { FrequencyPenalty = 2.1f }, () => new() { PresencePenalty = -3 }, () => new() { RepetitionPenalty = 0 },
        ];
        Assert.All(bad, make => Assert.Throws<ArgumentOutOfRangeException>(make));
    }

    [Fact]
    public void Of_GenerationDefaults_TakesWhatTheMakersAdvise()
    {
        Assert.Equal(SamplingOptions.Greedy, SamplingOptions.Of(null));
        Assert.Equal(SamplingOptions.Greedy, SamplingOptions.Of(new GenerationDefaults { TopK = 0, MaxNewTokens = 9 }));
        Assert.Equal(new SamplingOptions { Temperature = 0.5f, TopK = 20, TopP = 0.5f, RepetitionPenalty = 1.5f },
            SamplingOptions.Of(new GenerationDefaults { Temperature = 0.5, TopK = 20, TopP = 0.5, RepetitionPenalty = 1.5 }));
        InferenceException refused = Assert.Throws<InferenceException>(() => SamplingOptions.Of(new GenerationDefaults { TopP = 7 }));
        Assert.Equal("EA5007", refused.Code);
        Assert.Contains("TopP 7", refused.What, StringComparison.Ordinal);
    }

    /// <summary>Logits with ties and forbidden ids.</summary>
    private static float[] Logits(Random random, int size)
    {
        float[] logits = [.. Enumerable.Range(0, size).Select(_ => random.Next(3) switch
        {
            0 => float.NegativeInfinity,
            1 => random.Next(-8, 9) / 2f,
            _ => (random.NextSingle() * 16) - 8,
        })];
        logits[random.Next(size)] = random.NextSingle();
        return logits;
    }

    private static int Obvious(float[] logits, SamplingOptions options, int[] prompt, List<int> answer, double draw)
    {
        double[] penalized = [.. logits.Select((logit, id) =>
        {
            bool repeated = options.RepetitionPenalty != 1 && (prompt.Contains(id) || answer.Contains(id));
            double value = repeated ? logit > 0 ? logit / options.RepetitionPenalty : logit * options.RepetitionPenalty : logit;
            int count = answer.Count(other => other == id);
            return value - (count * options.FrequencyPenalty) - (count > 0 ? options.PresencePenalty : 0);
        })];
        double best = penalized.Max();
        (int Id, double Weight)[] ranked = [.. penalized.Select((logit, id) => (Id: id, Weight: Math.Exp((logit - best) / options.Temperature)))
            .Where(token => token.Weight > 0).OrderByDescending(token => token.Weight).ThenBy(token => token.Id).Take(options.TopK ?? int.MaxValue)];
        double share = options.TopP * ranked.Sum(token => token.Weight), sum = 0;
        if (options.TopP < 1) ranked = [.. ranked.TakeWhile(token => (sum += token.Weight) - token.Weight < share)];
        (int Id, double Weight)[] kept = [.. ranked.Where(token => token.Weight >= options.MinP).OrderBy(token => token.Id)];
        double left = draw * kept.Sum(token => token.Weight);
        foreach ((int id, double weight) in kept)
            if ((left -= weight) < 0) return id;
        return kept[^1].Id;
    }

    /// <summary>SplitMix64, as its authors write it.</summary>
    private static double Draw(ref ulong state)
    {
        ulong z = state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return ((z ^ (z >> 31)) >> 11) * Math.Pow(2, -53);
    }
}
