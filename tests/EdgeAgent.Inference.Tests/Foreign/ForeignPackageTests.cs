using System.Numerics.Tensors;

namespace EdgeAgent.Inference.Tests.Foreign;

/// <summary>Packages made by ONNX Runtime GenAI's builder, Optimum and the conversion for transformers.js run as they are.</summary>
public sealed class ForeignPackageTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(PackageGolden.Names), MemberType = typeof(PackageGolden))]
    public void Step_EveryPromptOfThePackage_GivesItsGreedyIds(string name)
    {
        PackageGolden golden = PackageGolden.Load(name);
        using LoadedModel model = golden.LoadModel();
        foreach (PromptGolden prompt in golden.Prompts)
        {
            using ModelExecutor executor = model.CreateExecutor();
            if (golden.IsExact) Assert.Equal(prompt.Greedy, Greedy(executor, prompt.Ids, prompt.Greedy.Length));
            else AssertSureSteps(golden, prompt, executor);
        }
    }

    [Theory, MemberData(nameof(PackageGolden.Names), MemberType = typeof(PackageGolden))]
    public void Forward_PromptWholeOneByOneAndInChunks_GivesTheLogitsOfThePackageAndOfPyTorch(string name)
    {
        PackageGolden golden = PackageGolden.Load(name);
        using LoadedModel whole = golden.LoadModel(4096), chunked = golden.LoadModel(13);
        foreach (PromptGolden prompt in golden.Prompts.Where(one => one.LastLogits is not null))
        {
            using ModelExecutor first = whole.CreateExecutor(), second = chunked.CreateExecutor(), single = whole.CreateExecutor();
            first.Forward(prompt.Ids, 1, Stop);
            second.Forward(prompt.Ids, 1, Stop);
            foreach (int id in prompt.Ids) single.Forward([id], 1, Stop);
            foreach (ModelExecutor executor in (ModelExecutor[])[first, second, single])
            {
                AssertClose(prompt.LastLogits!, Logits(executor), golden.Tolerance);
                AssertClose(prompt.ReferenceLogits!, Logits(executor), golden.ReferenceTolerance);
            }
        }
    }

    [Theory, MemberData(nameof(PackageGolden.Names), MemberType = typeof(PackageGolden))]
    public void State_RewoundForkedSavedAndRestored_IsThatOfAFreshRun(string name)
    {
        PackageGolden golden = PackageGolden.Load(name);
        PromptGolden prompt = golden["family"];
        int[] ids = prompt.Ids;
        using LoadedModel model = golden.LoadModel(16);
        using ModelExecutor rewound = model.CreateExecutor(), restored = model.CreateExecutor();
        rewound.Forward(golden["tools"].Ids.AsSpan(0, 50), 0, Stop);
        rewound.Rewind(0);
        rewound.Forward(ids.AsSpan(0, 30), 0, Stop);
        rewound.Forward(ids.AsSpan(3, 9), 1, Stop);
        rewound.Rewind(30);
        using ModelExecutor fork = rewound.Fork();
        byte[] state = new byte[rewound.StateBytes(10)];
        for (int start = 0; start < 30; start += 10)
        {
            rewound.Save(start, 10, state);
            restored.Restore(ids.AsSpan(start, 10), state);
        }
        rewound.Rewind(17);
        rewound.Forward(ids.AsSpan(17), 1, Stop);
        AssertClose(prompt.LastLogits!, Logits(rewound), golden.Tolerance);
        foreach (ModelExecutor executor in (ModelExecutor[])[fork, restored])
        {
            Assert.Equal(ids.AsSpan(0, 30), executor.Tokens);
            executor.Forward(ids.AsSpan(30), 1, Stop);
            AssertClose(prompt.LastLogits!, Logits(executor), golden.Tolerance);
        }
    }

    [Theory, MemberData(nameof(PackageGolden.Names), MemberType = typeof(PackageGolden))]
    public void Forward_SeveralRowsKept_AreThoseOfSingleSteps(string name)
    {
        PackageGolden golden = PackageGolden.Load(name);
        int[] ids = golden["plain"].Ids;
        using LoadedModel model = golden.LoadModel(8);
        using ModelExecutor several = model.CreateExecutor(), single = model.CreateExecutor();
        if (name == "genai-int4-asym") // its graph ends with the logits of the last position
        {
            Assert.Equal(1, several.Capabilities.MaxKeep);
            InferenceException refused = Assert.Throws<InferenceException>(() => several.Forward(ids, 2, Stop));
            Assert.Equal(("EA5044", 0), (refused.Code, several.Length));
            return;
        }
        Assert.Equal(8, several.Capabilities.MaxKeep);
        several.Forward(ids, 5, Stop);
        single.Forward(ids.AsSpan(0, ids.Length - 5), 0, Stop);
        for (int row = 0; row < 5; row++)
        {
            single.Forward(ids.AsSpan(ids.Length - 5 + row, 1), 1, Stop);
            AssertClose(Logits(single), Logits(several, row), golden.Tolerance);
        }
    }

    [Theory, MemberData(nameof(PackageGolden.Names), MemberType = typeof(PackageGolden))]
    public void Forward_UpToTheCapacity_FillsItAndRefusesMore(string name)
    {
        PackageGolden golden = PackageGolden.Load(name);
        PromptGolden prompt = golden["family"];
        using LoadedModel model = golden.LoadModel(16, prompt.Ids.Length);
        using ModelExecutor executor = model.CreateExecutor();
        executor.Forward(prompt.Ids.AsSpan(0, 20), 0, Stop);
        Assert.Equal("EA5003", Assert.Throws<ContextLengthException>(() => executor.Forward(new int[21], 0, Stop)).Code);
        Assert.Equal("EA5004", Assert.Throws<InferenceException>(() => executor.Forward([384], 0, Stop)).Code);
        Assert.Equal("EA5004", Assert.Throws<InferenceException>(() => executor.Forward([-1], 0, Stop)).Code);
        executor.Forward(prompt.Ids.AsSpan(20), 1, Stop);
        AssertClose(prompt.LastLogits!, Logits(executor), golden.Tolerance);
    }

    [Theory]
    [InlineData("genai-fp32", true)]
    [InlineData("optimum-fp32", false)]
    public async Task Forward_Cancelled_TheNextRunIsSound(string name, bool inPlace)
    {
        PackageGolden golden = PackageGolden.Load(name);
        PromptGolden prompt = golden["family"];
        using LoadedModel model = golden.LoadModel(16);
        using ModelExecutor executor = model.CreateExecutor();
        Assert.Equal(inPlace, executor.Capabilities.InPlace);
        Random random = new(5);
        for (int i = 0; i < 20; i++)
        {
            using CancellationTokenSource soon = new();
            int spins = random.Next(200_000);
            Task cancel = Task.Run(() => { Thread.SpinWait(spins); soon.Cancel(); }, Stop);
            Exception? ended = Record.Exception(() => executor.Forward(prompt.Ids.AsSpan(executor.Length), 1, soon.Token));
            if (ended is not null) Assert.IsAssignableFrom<OperationCanceledException>(ended);
            await cancel; // before its source is disposed
            Assert.True(executor.Tokens.SequenceEqual(prompt.Ids.AsSpan(0, executor.Length)));
            executor.Rewind(random.Next(executor.Length));
        }
        executor.Forward(prompt.Ids.AsSpan(executor.Length), 1, Stop);
        AssertClose(prompt.LastLogits!, Logits(executor), golden.Tolerance);
    }

    [Theory]
    [InlineData("genai-fp32")]
    [InlineData("optimum-fp32")]
    public async Task Executors_InParallel_GiveWhatTheyGiveAloneAndOutliveTheModel(string name)
    {
        PackageGolden golden = PackageGolden.Load(name);
        LoadedModel model = golden.LoadModel(16);
        ModelExecutor[] executors = [.. Enumerable.Range(0, 6).Select(_ => model.CreateExecutor())];
        model.Dispose(); // the executors keep the session until the last of them goes
        int[][] answers = await Task.WhenAll(executors.Select((executor, i) => Task.Run(() =>
        {
            int[] answer = Greedy(executor, golden.Prompts[i].Ids, 24);
            executor.Dispose();
            return answer;
        }, Stop)));
        Assert.Equal(golden.Prompts.Select(prompt => prompt.Greedy), answers);
        Assert.Throws<ObjectDisposedException>(() => executors[0].Forward([1], 0, Stop));
    }

    private static int[] Greedy(ModelExecutor executor, int[] prompt, int count)
    {
        DecodeLoop loop = new(executor, new DecodeOptions { EndIds = [], MaxTokens = count });
        List<int> answer = [];
        DecodeStep step = loop.Prefill(prompt, Stop);
        while (step.Finish == FinishReason.None)
        {
            step = loop.Step(Stop);
            answer.AddRange(step.Tokens);
        }
        return [.. answer];
    }

    private static void AssertSureSteps(PackageGolden golden, PromptGolden prompt, ModelExecutor executor)
    {
        executor.Forward(prompt.Ids, 1, Stop);
        for (int i = 0; i < prompt.Greedy.Length; i++)
        {
            if (prompt.Margins[i] >= golden.SureMargin) Assert.Equal(prompt.Greedy[i], TensorPrimitives.IndexOfMax<float>(Logits(executor)));
            executor.Forward([prompt.Greedy[i]], 1, Stop);
        }
    }

    private static float[] Logits(ModelExecutor executor, int row = 0)
    {
        float[] logits = new float[executor.VocabularySize];
        executor.Logits(row, logits);
        return logits;
    }

    private static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, float tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        float worst = 0;
        for (int i = 0; i < expected.Length; i++) worst = Math.Max(worst, Math.Abs(expected[i] - actual[i]));
        Assert.True(worst <= tolerance, $"largest difference {worst}");
    }
}
