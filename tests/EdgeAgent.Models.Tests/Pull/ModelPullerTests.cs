using System.Text;
using EdgeAgent.Models.Pull;
using EdgeAgent.Models.Tests.Support;

namespace EdgeAgent.Models.Tests;

public sealed class ModelPullerTests : PullTests
{
    [Fact]
    public async Task PullAsync_LicenceToAccept_IsAskedOnceAndRefusedWithoutAnswer()
    {
        UseManifest("\"licence\": {\"id\": \"Terms\", \"url\": \"https://example.org/terms\", \"mustAccept\": true}");
        Assert.Contains("https://example.org/terms", (await FailAsync("EA4013")).Where, StringComparison.Ordinal);
        await FailAsync("EA4013", hubs => Options(hubs, accept: static (_, _) => new(false)));
        Assert.Empty(Hub.Requests);
        List<string> asked = [];
        await PullAsync(hubs => Options(hubs, accept: (entry, _) =>
        {
            asked.Add(entry.Licence.Id);
            return new(true);
        }));
        File.Delete(Path.Combine(Folder, Weights));
        await PullAsync(); // accepted before
        Assert.Equal(["Terms"], asked);
    }

    [Fact]
    public async Task PullAsync_WithoutTheToken_SaysHowToGiveOne()
    {
        Hub.Token = "secret";
        ModelException error = await FailAsync("EA4019");
        Assert.Contains(ModelPullOptions.TokenVariable, error.Fix, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", (await FailAsync("EA4019", hubs => Options(hubs, token: "other secret"))).ToString(), StringComparison.Ordinal);
    }

    [Theory, InlineData("maker/other"), InlineData("small"), InlineData("../../x"), InlineData("a/b/c"), InlineData("a/b?c")]
    public async Task PullAsync_RepositoryThatIsNotThere_IsTold(string repository)
        => await FailAsync("EA4016", hubs => Options(hubs, repository: repository));

    [Theory, InlineData("pytorch_model.bin"), InlineData("pytorch_model.bin.index.json", "pytorch_model-00001-of-00002.bin", "pytorch_model-00002-of-00002.bin")]
    public async Task PullAsync_OnlyPyTorchsWeights_AreTaken(params string[] names)
    {
        Hub.Files.TryRemove(Weights, out _);
        foreach (string name in (string[])[.. names, "training_args.bin", "optimizer.pt"]) Hub.Files[name] = Encoding.UTF8.GetBytes(name);
        PulledModel pulled = await PullAsync();
        Assert.Equal(["config.json", .. names], pulled.Files.Select(static file => file.Name));
        FakeBuilder builder = new();
        using ModelStore store = new(new() { Home = Home, ModelFolders = [] }, builder, Manifest);
        await store.GetAsync("small", null, Token);
        Assert.Equal(Folder, builder.Last!.Source);
    }

    [Fact]
    public async Task PullAsync_NothingThatCanBeConverted_SaysWhatCan()
    {
        Hub.Files.TryRemove(Weights, out _);
        Hub.Files["model.ckpt"] = [1];
        Assert.Contains("pytorch_model.bin", (await FailAsync("EA4016")).What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PullAsync_RepositoryWithMore_TakesWhatTheModelNeeds()
    {
        foreach (string name in (string[])["README.md", "onnx/model.onnx", "model.gguf", "tokenizer.json", "consolidated.safetensors"])
            Hub.Files[name] = Encoding.UTF8.GetBytes(name);
        PulledModel pulled = await PullAsync();
        Assert.Equal(["config.json", "tokenizer.json", Weights], pulled.Files.Select(static file => file.Name));
    }

    [Fact]
    public async Task PullAsync_OnlyGgufs_TakesOneQuantizationWithAllItsParts()
    {
        Hub.Files.Clear();
        foreach (string name in (string[])["m.F16.gguf", "m.Q4_0-00001-of-00002.gguf", "m.Q4_0-00002-of-00002.gguf", "m.Q8_0.gguf"])
            Hub.Files[name] = Encoding.UTF8.GetBytes(name);
        PulledModel pulled = await PullAsync();
        Assert.Equal(["m.Q4_0-00001-of-00002.gguf", "m.Q4_0-00002-of-00002.gguf"], pulled.Files.Select(static file => file.Name));
    }

    [Fact]
    public async Task PullAsync_RepositoryChangedSinceTheFirstUse_IsRefused()
    {
        await PullAsync();
        Hub.Files[Weights] = FaultyHub.RandomBytes(11, Size);
        File.Delete(Path.Combine(Folder, Weights));
        ModelException error = await Assert.ThrowsAsync<ModelException>(() => PullAsync());
        Assert.Equal("EA4017", error.Code);
    }

    [Fact]
    public async Task PullAsync_ManifestKnowsAnotherHash_IsRefusedBeforeAnythingIsMoved()
    {
        UseManifest($$"""
            "licence": {"id": "MIT"}, "source": {"format": "safetensors", "files": [{"name": "config.json"}, {"name": "{{Weights}}", "sha256": "{{new string('0', 64)}}"}]}
            """);
        Assert.Contains("sha256", (await FailAsync("EA4017")).What, StringComparison.Ordinal);
        Assert.Equal(0, Hub.Sent);
    }

    [Fact]
    public async Task PullAsync_FirstHubIsDown_AMirrorServes()
    {
        await using (FaultyHub dead = await FaultyHub.StartAsync())
        {
            dead.Token = "for nobody";
            await PullAsync(hubs => Options([dead.Address, Hub.Address], token: "other"));
            AssertWhole();
            Assert.NotEmpty(dead.Requests);
        }
        Assert.All(Hub.Requests, static request => Assert.Null(request.Authorization)); // a mirror gets no token
    }

    [Theory, InlineData("{"), InlineData("""{"lockVersion": "2.0", "id": "small", "repository": "a/b", "format": "gguf", "files": []}""")]
    [InlineData("""{"lockVersion": "1.0", "id": "small", "repository": "a/b", "format": "gguf", "files": [{"name": "f"}]}""")]
    public async Task PullAsync_RecordThatCannotBeUsed_IsRefused(string json)
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, PullLockFile.FileName), json);
        Assert.Equal("EA4020", (await Assert.ThrowsAsync<ModelException>(() => PullAsync())).Code);
    }

    [Fact]
    public async Task PullAsync_AnotherRepositoryThanBefore_IsRefused()
    {
        await PullAsync();
        ModelException error = await Assert.ThrowsAsync<ModelException>(() => PullAsync(hubs => Options(hubs, repository: "maker/other")));
        Assert.Equal("EA4020", error.Code);
    }

    [Fact]
    public async Task GetAsync_PulledModel_IsConvertedAndAnAlteredFileIsNot()
    {
        await PullAsync();
        FakeBuilder builder = new();
        using ModelStore store = new(new() { Home = Home, ModelFolders = [] }, builder, Manifest);
        ModelPackage package = await store.GetAsync("small", null, Token);
        Assert.Equal((Folder, "small"), (builder.Last!.Source, package.Descriptor.Id));
        Assert.Equal(["config.json", Weights], builder.Last.SourceFiles!.Select(static file => file.Name));
        await new ModelLibrary(new() { Home = Home, ModelFolders = [] }).RemoveAsync("small", Token);
        Assert.Equal("EA4009", (await Assert.ThrowsAsync<ModelException>(() => store.GetAsync("small", null, Token))).Code);
        await PullAsync();
        File.WriteAllBytes(Path.Combine(Folder, Weights), new byte[Size]);
        ModelException error = await Assert.ThrowsAsync<ModelException>(() => store.GetAsync("small", null, Token));
        Assert.Equal("EA4010", error.Code);
        Assert.Contains("edge-agent pull small --verify", error.Fix, StringComparison.Ordinal);
        ModelLibrary library = new(new() { Home = Home, ModelFolders = [] });
        Assert.Equal("EA4010", Assert.Throws<ModelException>(() => library.Verify("small", Token)).Code);
        await PullAsync(hubs => Options(hubs, verify: true));
        Assert.Equal(2, library.Verify("small", Token).Count);
    }

    [Theory, InlineData("-1"), InlineData("4611686018427387904"), InlineData("1e99"), InlineData("\"x\"")]
    public async Task PullAsync_HubTellsAnImpossibleSize_IsRefused(string size)
    {
        Hub.List = $$$"""{"siblings": [{"rfilename": "config.json", "size": 2}, {"rfilename": "model.safetensors", "size": {{{size}}}}]}""";
        await FailAsync("EA4016");
        Assert.Equal(0, Hub.Sent);
    }

    [Fact]
    public void Hubs_NoAddress_IsRefused()
    {
        Assert.Throws<ArgumentException>(static () => new ModelPullOptions { Hubs = [] });
        Assert.Throws<ArgumentException>(static () => new ModelPullOptions { Hubs = [new("file:///tmp")] });
        Assert.Equal("https://huggingface.co/a/", new ModelPullOptions { Hubs = [new("https://huggingface.co/a")] }.Hubs[0].AbsoluteUri);
    }

    private void UseManifest(string members) => Manifest = ManifestWith(members);
}
