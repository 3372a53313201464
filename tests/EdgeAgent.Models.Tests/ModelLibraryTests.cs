using EdgeAgent.Models.Tests.Support;

namespace EdgeAgent.Models.Tests;

public sealed class ModelLibraryTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();
    private readonly ModelStoreOptions _options;
    private readonly ModelLibrary _library;

    public ModelLibraryTests()
    {
        _options = new() { Home = _temporary["home"], ModelFolders = [] };
        _library = new(_options);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ImportAsync_Package_IsFoundByItsIdAndListed()
    {
        Packages.WriteWhole(_temporary["p"]);
        string folder = await _library.ImportAsync(_temporary["p"], "mine", Token);
        using ModelStore store = new(_options);
        Assert.Equal(folder, (await store.GetAsync("MINE", null, Token)).Folder);
        ModelOnDisk listed = Assert.Single(_library.List());
        Assert.Equal(("mine", true, folder), (listed.Id, listed.IsWhole, listed.Packages.Single()));
    }

    [Fact]
    public async Task ImportAsync_SplitGguf_IsConvertedUnderItsId()
    {
        Packages.Write(_temporary["g"], "m-00001-of-00002.gguf", "one");
        Packages.Write(_temporary["g"], "m-00002-of-00002.gguf", "two");
        await _library.ImportAsync(_temporary["g", "m-00002-of-00002.gguf"], "split", Token);
        FakeBuilder builder = new();
        using ModelStore store = new(_options, builder);
        Assert.Equal("split", (await store.GetAsync("split", null, Token)).Descriptor.Id);
        Assert.Equal(_temporary["home", "models", "split", "m-00001-of-00002.gguf"], builder.Last!.Source);
        Assert.Equal(["split"], _library.List().Select(static one => one.Id));
    }

    [Fact]
    public async Task ImportAsync_Checkpoint_OfAModelOfTheManifest_IsCheckedWhenItIsConverted()
    {
        Packages.Write(_temporary["c"], "config.json", "{}");
        Packages.Write(_temporary["c"], "model.safetensors", "weights");
        string folder = await _library.ImportAsync(_temporary["c"], "nesso-0.4b-agentic", Token);
        FakeBuilder builder = new();
        using ModelStore store = new(_options, builder);
        Assert.Equal("nesso-0.4b-agentic", (await store.GetAsync("nesso", null, Token)).Descriptor.Id);
        File.WriteAllText(Path.Combine(folder, "model.safetensors"), "altered");
        using ModelStore other = new(_options, new FakeBuilder { Version = "2" });
        ModelException error = await Assert.ThrowsAsync<ModelException>(() => other.GetAsync("nesso", null, Token));
        Assert.Equal("EA4010", error.Code);
        Assert.Contains("models import PATH --id nesso-0.4b-agentic", error.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ImportAsync_PyTorchFiles_AreTakenWhereThereIsNothingElse()
    {
        foreach (string file in (string[])["config.json", "pytorch_model-00001-of-00002.bin", "pytorch_model-00002-of-00002.bin", "pytorch_model.bin.index.json", "training_args.bin"])
            Packages.Write(_temporary["t"], file, "{}");
        string folder = await _library.ImportAsync(_temporary["t"], "torch", Token);
        Assert.Equal(["pytorch_model-00001-of-00002.bin", "pytorch_model-00002-of-00002.bin", "pytorch_model.bin.index.json"],
            Directory.GetFiles(folder, "*.bin*").Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Packages.Write(_temporary["t"], "model.safetensors", "weights");
        folder = await _library.ImportAsync(_temporary["t"], "both", Token);
        Assert.True(File.Exists(Path.Combine(folder, "model.safetensors")));
        Assert.Empty(Directory.GetFiles(folder, "*.bin"));
    }

    [Theory, InlineData("none", "a"), InlineData("p", "Capital"), InlineData("p", "../up"), InlineData("p", ".hidden"), InlineData("p", "taken")]
    public async Task ImportAsync_NothingThereOrNoId_IsRefused(string path, string id)
    {
        Packages.WriteWhole(_temporary["p"]);
        await _library.ImportAsync(_temporary["p"], "taken", Token);
        Assert.Equal("EA4021", (await Assert.ThrowsAsync<ModelException>(() => _library.ImportAsync(_temporary[path], id, Token))).Code);
        Assert.Single(_library.List());
    }

    [Fact]
    public async Task ImportAsync_PartOfASplitModelMissing_IsRefused()
    {
        Packages.Write(_temporary["g"], "m-00001-of-00002.gguf", "one");
        ModelException error = await Assert.ThrowsAsync<ModelException>(() => _library.ImportAsync(_temporary["g", "m-00001-of-00002.gguf"], "m", Token));
        Assert.Equal("EA4021", error.Code);
    }

    [Fact]
    public async Task ImportAsync_AlteredPackage_IsRefused()
    {
        Packages.WriteWhole(_temporary["p"]);
        File.WriteAllText(_temporary["p", "weights.data"], "WEIGHTS");
        Assert.Equal("EA4007", (await Assert.ThrowsAsync<ModelException>(() => _library.ImportAsync(_temporary["p"], "m", Token))).Code);
        Assert.Empty(_library.List());
    }

    [Fact]
    public async Task RemoveAsync_Model_DeletesFilesAndPackagesAndTellsWhatWasThere()
    {
        Packages.Write(_temporary["g"], "m.gguf", "content");
        await _library.ImportAsync(_temporary["g", "m.gguf"], "m", Token);
        using ModelStore store = new(_options, new FakeBuilder());
        await store.GetAsync("m", null, Token);
        ModelOnDisk removed = (await _library.RemoveAsync("m", Token))!;
        Assert.True(removed.FetchedBytes > 7 && removed.PackageBytes > 0);
        Assert.Empty(_library.List());
        Assert.Null(await _library.RemoveAsync("m", Token));
        await _library.ImportAsync(_temporary["g", "m.gguf"], "m", Token); // its place is free again
    }

    [Fact]
    public async Task RemoveAsync_IdThatLeadsElsewhere_IsRefused()
        => Assert.Equal("EA4005", (await Assert.ThrowsAsync<ModelException>(() => _library.RemoveAsync("..", Token))).Code);

    public void Dispose() => _temporary.Dispose();
}
