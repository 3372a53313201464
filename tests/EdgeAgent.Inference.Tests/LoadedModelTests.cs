using EdgeAgent.Models;

namespace EdgeAgent.Inference.Tests;

public sealed class LoadedModelTests(TinyModels models) : IClassFixture<TinyModels>
{
    [Fact]
    public async Task Load_GraphThatTheRuntimeRefuses_SaysWhichFileAndWhatToDo()
    {
        string folder = await models.CopyAsync("nesso-tiny");
        ModelPackage package = ModelPackage.Open(folder);
        string body = package.PathOf(package.Descriptor.Graphs.First(graph => graph.Role == GraphRole.Body).File);
        byte[] bytes = await File.ReadAllBytesAsync(body, TestContext.Current.CancellationToken);
        bytes[bytes.AsSpan().IndexOf("GroupQueryAttention"u8)] = (byte)'D'; // an operator that is none
        await File.WriteAllBytesAsync(body, bytes, TestContext.Current.CancellationToken);
        InferenceException refused = Assert.Throws<InferenceException>(() => LoadedModel.Load(package));
        Assert.Equal("EA5002", refused.Code);
        Assert.Equal(body, refused.Where);
    }

    [Theory, InlineData(true, "EA4050"), InlineData(false, "EA4051")]
    public async Task Load_FileCutAfterThePackageWasOpened_NamesFileTensorAndOffset(bool graph, string code)
    {
        string folder = await models.CopyAsync("nesso-tiny");
        ModelPackage package = ModelPackage.Open(folder);
        string file = graph ? package.PathOf(package.Descriptor.Graphs.First(graph => graph.Role == GraphRole.Body).File) : Path.Combine(folder, "weights.data");
        using (FileStream stream = new(file, FileMode.Open)) stream.SetLength(stream.Length - 100);
        ModelException error = Assert.Throws<ModelException>(() => LoadedModel.Load(package));
        Assert.Equal(code, error.Code);
        Assert.StartsWith($"{file}, byte ", error.Where, StringComparison.Ordinal);
        if (!graph) Assert.Contains("tensor 'layer.1.mlp.down.weight'", error.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_GraphWithBytesChanged_LoadsOrGivesACodedError()
    {
        string folder = await models.CopyAsync("nesso-tiny");
        ModelPackage package = ModelPackage.Open(folder);
        string body = package.PathOf(package.Descriptor.Graphs.First(graph => graph.Role == GraphRole.Body).File);
        byte[] whole = await File.ReadAllBytesAsync(body, TestContext.Current.CancellationToken);
        Random random = new(12);
        int refused = 0;
        for (int i = 0; i < 150; i++)
        {
            byte[] changed = [.. whole];
            for (int j = random.Next(1, 3); j > 0; j--) changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
            await File.WriteAllBytesAsync(body, changed, TestContext.Current.CancellationToken);
            Exception? error = Record.Exception(() => LoadedModel.Load(package).Dispose());
            if (error is null) continue;
            refused++;
            Assert.True(error is InferenceException or ModelException, error.ToString());
        }
        Assert.InRange(refused, 38, 149);
    }

    [Fact]
    public async Task Load_PackageWithoutAHead_NamesTheMissingGraph()
    {
        string folder = await models.CopyAsync("nesso-tiny");
        string descriptor = Path.Combine(folder, ModelDescriptor.FileName);
        string text = await File.ReadAllTextAsync(descriptor, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(descriptor, text.Replace("\"form\": \"generic\",\n      \"file\": \"head.onnx\"", "\"form\": \"npu\",\n      \"file\": \"head.onnx\"", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        InferenceException refused = Assert.Throws<InferenceException>(() => LoadedModel.Load(ModelPackage.Open(folder)));
        Assert.Equal("EA5001", refused.Code);
    }

    [Fact]
    public async Task Run_WithoutItsInputs_TellsWhatTheRuntimeSays()
    {
        LoadedModel model = await models.LoadAsync("nesso-tiny");
        using Microsoft.ML.OnnxRuntime.RunOptions options = new();
        using Microsoft.ML.OnnxRuntime.OrtIoBinding nothing = model.Body.CreateIoBinding();
        InferenceException failed = Assert.Throws<InferenceException>(() => model.Run(model.Body, options, nothing, "body"));
        Assert.Equal(("EA5005", model.Package.Folder), (failed.Code, failed.Where));
        Assert.NotNull(failed.InnerException);
    }

    [Fact]
    public void InferenceOptions_Defaults_AreTheDocumented()
    {
        InferenceOptions options = new();
        Assert.Equal((0, 4096, 128, false), (options.Threads, options.MaxContext, options.PrefillChunk, options.AllowSpinning));
        Assert.Throws<ArgumentOutOfRangeException>(() => new InferenceOptions { Threads = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new InferenceOptions { MaxContext = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new InferenceOptions { PrefillChunk = 0 });
    }
}
