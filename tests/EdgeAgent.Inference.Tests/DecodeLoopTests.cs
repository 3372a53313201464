using EdgeAgent.Inference.Sampling;

namespace EdgeAgent.Inference.Tests;

/// <summary>The decode loop without a grammar: greedy equals PyTorch's, however the prompt got into the KV cache.</summary>
public sealed class DecodeLoopTests(TinyModels models) : IClassFixture<TinyModels>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(TinyModels.LlamaShaped), MemberType = typeof(TinyModels))]
    public async Task Step_Greedy_GivesPyTorchsContinuation(string family)
    {
        Golden golden = Golden.Load(family);
        using ModelExecutor executor = (await models.LoadAsync(family)).CreateExecutor();
        DecodeLoop loop = new(executor, Options(golden.Greedy.Length));
        Assert.Equal(golden.Greedy, Run(loop, golden.Ids, out FinishReason finish));
        Assert.Equal(FinishReason.MaxTokens, finish);
        Assert.Equal(new DecodeStatistics(golden.Ids.Length, 0, golden.Greedy.Length, 0), loop.Statistics);
    }

    [Fact]
    public async Task Prefill_PromptThatContinuesTheLastAnswer_FeedsOnlyWhatIsNew()
    {
        Golden golden = Golden.Load("nesso-tiny");
        using ModelExecutor executor = (await models.LoadAsync("nesso-tiny")).CreateExecutor();
        Run(new DecodeLoop(executor, Options(8)), golden.Ids, out _);
        DecodeLoop second = new(executor, Options(8));
        int[] rest = Run(second, [.. golden.Ids, .. golden.Greedy[..8]], out _);
        Assert.Equal(golden.Greedy[8..16], rest);
        Assert.Equal(golden.Ids.Length + 7, second.Statistics.CachedTokens); // the last token's logits are computed anew
    }

    [Fact]
    public async Task Prefill_OtherPromptAfterSharedBeginning_EqualsAFreshRun()
    {
        Golden golden = Golden.Load("nesso-tiny");
        LoadedModel model = await models.LoadAsync("nesso-tiny");
        int[] other = [.. golden.Ids[..25], .. golden.Ids[3..12]];
        using ModelExecutor fresh = model.CreateExecutor(), used = model.CreateExecutor();
        int[] expected = Run(new DecodeLoop(fresh, Options(16)), other, out _);
        Run(new DecodeLoop(used, Options(16)), golden.Ids, out _);
        DecodeLoop loop = new(used, Options(16));
        Assert.Equal(expected, Run(loop, other, out _));
        Assert.Equal(25, loop.Statistics.CachedTokens);
    }

    [Fact]
    public async Task Step_EndToken_EndsTheAnswer()
    {
        Golden golden = Golden.Load("nesso-tiny");
        using ModelExecutor executor = (await models.LoadAsync("nesso-tiny")).CreateExecutor();
        DecodeLoop loop = new(executor, new DecodeOptions { EndIds = [golden.Greedy[5]] });
        Assert.Equal(golden.Greedy[..6], Run(loop, golden.Ids, out FinishReason finish));
        Assert.Equal(FinishReason.EndToken, finish);
        Assert.Throws<InvalidOperationException>(() => loop.Step(Stop));
    }

    [Fact]
    public async Task Step_ContextFull_EndsTheAnswerAndTheStateStaysSound()
    {
        Golden golden = Golden.Load("nesso-tiny");
        using LoadedModel small = LoadedModel.Load((await models.LoadAsync("nesso-tiny")).Package, new InferenceOptions { MaxContext = golden.Ids.Length + 4 });
        using ModelExecutor executor = small.CreateExecutor();
        int[] answer = Run(new DecodeLoop(executor, Options(100)), golden.Ids, out FinishReason finish);
        Assert.Equal(FinishReason.ContextFull, finish);
        Assert.Equal(golden.Greedy[..5], answer); // four fit, and the fifth needs no room until it is fed
        Assert.Equal(golden.Greedy[..3], Run(new DecodeLoop(executor, Options(3)), golden.Ids, out _));
        ContextLengthException refused = Assert.Throws<ContextLengthException>(() => new DecodeLoop(executor, Options(1)).Prefill(new int[golden.Ids.Length + 4], Stop));
        Assert.Equal("EA5003", refused.Code);
    }

    [Fact]
    public async Task Prefill_CancelledAtAnyMoment_TheNextAnswerEqualsAFreshOne()
    {
        Golden golden = Golden.Load("nesso-tiny");
        using ModelExecutor executor = (await models.LoadAsync("nesso-tiny")).CreateExecutor();
        Random random = new(7);
        for (int i = 0; i < 40; i++)
        {
            using CancellationTokenSource soon = new();
            Task cancel = Task.Run(() => { Thread.SpinWait(random.Next(200_000)); soon.Cancel(); }, Stop);
            try
            {
                int[] prompt = [.. golden.Ids.AsSpan(random.Next(30)), .. golden.Ids];
                DecodeLoop loop = new(executor, Options(4));
                loop.Prefill(prompt, soon.Token);
                for (int step = 0; step < 4; step++) loop.Step(soon.Token);
            }
            catch (OperationCanceledException)
            {
            }
            await cancel;
            Assert.Equal(golden.Greedy[..6], Run(new DecodeLoop(executor, Options(6)), golden.Ids, out _));
        }
    }

    [Fact]
    public async Task Step_AfterAPrefillThatBrokeOff_IsRefused()
    {
        Golden golden = Golden.Load("nesso-tiny");
        using ModelExecutor executor = (await models.LoadAsync("nesso-tiny")).CreateExecutor();
        DecodeLoop loop = new(executor, Options(4));
        Assert.ThrowsAny<OperationCanceledException>(() => loop.Prefill(golden.Ids, new CancellationToken(canceled: true)));
        Assert.Throws<InvalidOperationException>(() => loop.Step(Stop));
        Assert.Equal(golden.Greedy[..4], Run(new DecodeLoop(executor, Options(4)), golden.Ids, out _));
    }

    [Fact]
    public async Task Step_Sampled_IsTheSameForASeedAndKeepsPenaltiesAcrossSteps()
    {
        Golden golden = Golden.Load("nesso-tiny");
        using ModelExecutor executor = (await models.LoadAsync("nesso-tiny")).CreateExecutor();
        int[] one = Sample(1), two = Sample(2);
        Assert.Equal(one, Sample(1));
        Assert.NotEqual(one, two);
        Assert.Equal(golden.Greedy[..8], Run(new DecodeLoop(executor, Options(8) with { Sampling = new SamplingOptions { Seed = 5, TopP = 0.9f } }), golden.Ids, out _));
        int[] penalized = Run(new DecodeLoop(executor, Options(30) with { Sampling = new SamplingOptions { PresencePenalty = 2, FrequencyPenalty = 2 } }), golden.Ids, out _);
        Assert.True(penalized.Distinct().Count() > golden.Greedy.Take(30).Distinct().Count(), "a penalty leaves fewer repeats");

        int[] Sample(long seed) => Run(new DecodeLoop(executor, Options(12) with { Sampling = new SamplingOptions { Temperature = 1.5f, TopK = 50, Seed = seed } }), golden.Ids, out _);
    }

    private static DecodeOptions Options(int maxTokens) => new() { EndIds = [], MaxTokens = maxTokens };

    private static int[] Run(DecodeLoop loop, int[] prompt, out FinishReason finish)
    {
        List<int> ids = [];
        DecodeStep step = loop.Prefill(prompt, Stop);
        while (true)
        {
            ids.AddRange(step.Tokens);
            if (step.Finish != FinishReason.None) break;
            step = loop.Step(Stop);
        }
        finish = step.Finish;
        return [.. ids];
    }
}
