namespace EdgeAgent.Inference.Tests;

/// <summary>The in-place executor against PyTorch's logits: however the tokens come in, the state is the same.</summary>
public sealed class ModelExecutorTests(TinyModels models) : IClassFixture<TinyModels>
{
    /// <summary>The goldens' README: a float32 graph meets 2e-5; the suggested limit is 1e-4.</summary>
    private const float Tolerance = 1e-4f;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(TinyModels.LlamaShaped), MemberType = typeof(TinyModels))]
    public async Task Forward_TokenByTokenAndInChunks_GivesPyTorchsLogits(string family)
    {
        Golden golden = Golden.Load(family);
        LoadedModel model = await models.LoadAsync(family);
        using ModelExecutor single = model.CreateExecutor(), chunked = model.CreateExecutor();
        for (int i = 0; i < golden.Ids.Length; i++)
        {
            single.Forward(golden.Ids.AsSpan(i, 1), 1, Stop);
            AssertClose(golden.Row(i), Logits(single, 0));
        }
        int at = 0;
        foreach (int count in (int[])[13, 20, 7]) // 20 is more than a prefill chunk of 16
        {
            int keep = Math.Min(count, chunked.Capabilities.MaxKeep);
            chunked.Forward(golden.Ids.AsSpan(at, count), keep, Stop);
            for (int row = 0; row < keep; row++) AssertClose(golden.Row(at + count - keep + row), Logits(chunked, row));
            at += count;
        }
    }

    [Fact]
    public async Task Rewind_AfterOtherTokens_IsExact()
    {
        Golden golden = Golden.Load("nesso-tiny");
        using ModelExecutor executor = (await models.LoadAsync("nesso-tiny")).CreateExecutor();
        executor.Forward(golden.Ids.AsSpan(0, 20), 0, Stop);
        executor.Forward(golden.Ids.AsSpan(5, 11), 1, Stop);
        executor.Rewind(10);
        Assert.Equal(golden.Ids.AsSpan(0, 10), executor.Tokens);
        executor.Forward(golden.Ids.AsSpan(10), 1, Stop);
        AssertClose(golden.Row(golden.Ids.Length - 1), Logits(executor, 0));
    }

    [Fact]
    public async Task Fork_GoesOnAlone()
    {
        Golden golden = Golden.Load("nesso-tiny");
        using ModelExecutor executor = (await models.LoadAsync("nesso-tiny")).CreateExecutor();
        executor.Forward(golden.Ids.AsSpan(0, 30), 0, Stop);
        using ModelExecutor fork = executor.Fork();
        executor.Rewind(3);
        executor.Forward(golden.Ids.AsSpan(9, 12), 0, Stop);
        fork.Forward(golden.Ids.AsSpan(30), 1, Stop);
        AssertClose(golden.Row(golden.Ids.Length - 1), Logits(fork, 0));
    }

    [Fact]
    public async Task SaveAndRestore_InAnotherExecutor_GivesTheSameState()
    {
        Golden golden = Golden.Load("llama2-70b-like-tiny");
        LoadedModel model = await models.LoadAsync("llama2-70b-like-tiny");
        using ModelExecutor first = model.CreateExecutor(), second = model.CreateExecutor();
        first.Forward(golden.Ids.AsSpan(0, 32), 0, Stop);
        byte[] state = new byte[first.StateBytes(16)];
        for (int start = 0; start < 32; start += 16)
        {
            first.Save(start, 16, state);
            second.Restore(golden.Ids.AsSpan(start, 16), state);
        }
        second.Forward(golden.Ids.AsSpan(32), 1, Stop);
        AssertClose(golden.Row(golden.Ids.Length - 1), Logits(second, 0));
    }

    [Fact]
    public async Task Forward_MoreThanTheCapacity_IsRefusedBeforeAnythingIsComputed()
    {
        Golden golden = Golden.Load("nesso-tiny");
        LoadedModel shared = await models.LoadAsync("nesso-tiny");
        using LoadedModel small = LoadedModel.Load(shared.Package, new InferenceOptions { MaxContext = 24 });
        using ModelExecutor executor = small.CreateExecutor();
        executor.Forward(golden.Ids.AsSpan(0, 20), 0, Stop);
        ContextLengthException refused = Assert.Throws<ContextLengthException>(() => executor.Forward(golden.Ids.AsSpan(20, 5), 0, Stop));
        Assert.Equal(("EA5003", 25, 24, 20), (refused.Code, refused.Needed, refused.Capacity, executor.Length));
        executor.Forward(golden.Ids.AsSpan(20, 4), 1, Stop); // exactly full
        AssertClose(golden.Row(23), Logits(executor, 0));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(384)]
    public async Task Forward_IdOutsideTheVocabulary_IsRefused(int id)
    {
        using ModelExecutor executor = (await models.LoadAsync("nesso-tiny")).CreateExecutor();
        InferenceException refused = Assert.Throws<InferenceException>(() => executor.Forward([5, id], 0, Stop));
        Assert.Equal("EA5004", refused.Code);
        Assert.Contains("token 1", refused.Where, StringComparison.Ordinal);
        Assert.Equal(0, executor.Length);
    }

    [Fact]
    public async Task Forward_Cancelled_StopsBetweenChunksAndTheNextRunIsSound()
    {
        Golden golden = Golden.Load("nesso-tiny");
        using ModelExecutor executor = (await models.LoadAsync("nesso-tiny")).CreateExecutor();
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();
        Assert.ThrowsAny<OperationCanceledException>(() => executor.Forward(golden.Ids, 1, cancelled.Token));
        Assert.Equal(0, executor.KeptRows);
        executor.Rewind(0);
        executor.Forward(golden.Ids, 1, Stop);
        AssertClose(golden.Row(golden.Ids.Length - 1), Logits(executor, 0));
    }

    [Fact]
    public async Task Logits_RowThatWasNotKept_IsAnError()
    {
        using ModelExecutor executor = (await models.LoadAsync("nesso-tiny")).CreateExecutor();
        executor.Forward([1, 2, 3], 1, Stop);
        float[] logits = new float[executor.VocabularySize];
        Assert.Throws<ArgumentOutOfRangeException>(() => executor.Logits(1, logits));
        Assert.Throws<ArgumentException>(() => executor.Logits(0, logits.AsSpan(1)));
    }

    [Fact]
    public async Task Forward_MoreRowsThanAChunk_IsRefusedBeforeAnythingIsComputed()
    {
        using LoadedModel model = LoadedModel.Load((await models.LoadAsync("nesso-tiny")).Package, new InferenceOptions { PrefillChunk = 3 });
        using ModelExecutor executor = model.CreateExecutor();
        Assert.Equal("EA5044", Assert.Throws<InferenceException>(() => executor.Forward([1, 2, 3, 4], 4, Stop)).Code);
        executor.Forward([1, 2, 3, 4], executor.Capabilities.MaxKeep, Stop);
        Assert.Equal((4, 3), (executor.Length, executor.KeptRows));
    }

    [Fact]
    public async Task Executors_InParallel_GiveWhatTheyGiveAlone()
    {
        Golden golden = Golden.Load("mistral-tiny");
        LoadedModel model = await models.LoadAsync("mistral-tiny");
        float[][] rows = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            using ModelExecutor executor = model.CreateExecutor();
            foreach (int id in golden.Ids) executor.Forward([id], 1, Stop);
            return Logits(executor, 0);
        }, Stop)));
        foreach (float[] row in rows) Assert.Equal(rows[0], row);
    }

    [Fact]
    public async Task Dispose_OfTheModelFirst_LeavesItsExecutorsUsableUntilTheyAreDisposed()
    {
        Golden golden = Golden.Load("nesso-tiny");
        LoadedModel model = LoadedModel.Load((await models.LoadAsync("nesso-tiny")).Package);
        ModelExecutor executor = model.CreateExecutor(), fork = executor.Fork();
        model.Dispose();
        model.Dispose();
        Assert.Throws<ObjectDisposedException>(model.CreateExecutor);
        fork.Dispose();
        executor.Forward(golden.Ids, 1, Stop);
        AssertClose(golden.Row(golden.Ids.Length - 1), Logits(executor, 0));
        executor.Dispose();
        executor.Dispose();
        Assert.Throws<ObjectDisposedException>(() => executor.Forward([1], 0, Stop));
    }

    [Fact]
    public async Task Dispose_WhileAForwardRuns_WaitsForIt()
    {
        LoadedModel model = await models.LoadAsync("nesso-tiny");
        int[] ids = [.. Enumerable.Repeat(7, 200)];
        for (int i = 0; i < 20; i++)
        {
            ModelExecutor executor = model.CreateExecutor();
            Task forward = Task.Run(() => Record.Exception(() => executor.Forward(ids, 1, Stop)), Stop);
            Thread.SpinWait(i * 5000);
            executor.Dispose();
            await forward;
        }
    }

    private static float[] Logits(ModelExecutor executor, int row)
    {
        float[] logits = new float[executor.VocabularySize];
        executor.Logits(row, logits);
        return logits;
    }

    private static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        float worst = 0;
        for (int i = 0; i < expected.Length; i++) worst = Math.Max(worst, Math.Abs(expected[i] - actual[i]));
        Assert.True(worst <= Tolerance, $"largest difference {worst}");
    }
}
