using EdgeAgent.Models;

namespace EdgeAgent.Inference.Tests;

public sealed class LoadedModelTests(TinyModels models) : IClassFixture<TinyModels>
{
    [Fact]
    public async Task Load_GraphThatIsNoGraph_SaysWhichFileAndWhatToDo()
    {
        string folder = await models.CopyAsync("nesso-tiny");
        ModelPackage package = ModelPackage.Open(folder);
        string body = package.PathOf(package.Descriptor.Graphs.First(graph => graph.Role == GraphRole.Body).File);
        byte[] bytes = await File.ReadAllBytesAsync(body, TestContext.Current.CancellationToken);
        new Random(3).NextBytes(bytes.AsSpan(0, bytes.Length / 2));
        await File.WriteAllBytesAsync(body, bytes, TestContext.Current.CancellationToken);
        InferenceException refused = Assert.Throws<InferenceException>(() => LoadedModel.Load(package));
        Assert.Equal("EA5002", refused.Code);
        Assert.Equal(body, refused.Where);
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
