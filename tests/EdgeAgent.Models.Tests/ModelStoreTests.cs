using EdgeAgent.Models.Tests.Support;

namespace EdgeAgent.Models.Tests;

public sealed class ModelStoreTests : IDisposable
{
    private const string SourceText = "the source";
    private readonly TemporaryFolder _temporary = new();
    private readonly FakeBuilder _builder = new();
    private readonly ModelManifest _manifest;

    public ModelStoreTests()
        => _manifest =
            Packages.Manifest(_temporary["manifest.json"], Packages.Write(_temporary["models", "small"], "small.gguf", SourceText));

    private string Home => _temporary["home"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GetAsync_FirstUse_ConvertsOnceAndLaterUsesOpenIt()
    {
        using ModelStore store = NewStore();
        Listener first = new(), second = new();
        ModelPackage package = await store.GetAsync("default", first, Token);
        ModelPackage again = await NewStore().GetAsync("S", second, Token);
        Assert.Equal((1, package.Folder), (_builder.Builds, again.Folder));
        Assert.StartsWith(Home, package.Folder, StringComparison.Ordinal);
        Assert.Equal(SourceText, File.ReadAllText(package.PathOf("weights.data")));
        Assert.Equal([ModelStage.CheckingSource, ModelStage.Verifying, ModelStage.Done],
            first.All.Select(static one => one.Stage).Distinct());
        Assert.Empty(second.All);
        Assert.Equal("small", _builder.Last!.Entry!.Id);
        Assert.Equal(SourceText.Length, _builder.Last.SourceFiles!.Single().Bytes);
    }

    [Fact]
    public async Task GetAsync_SeveralAtOnce_ConvertOnceAndTheOthersWait()
    {
        TaskCompletionSource started = new(), finish = new();
        _builder.Middle = async (_, cancellationToken) =>
        {
            started.SetResult();
            await finish.Task.WaitAsync(cancellationToken);
        };
        Listener waiting = new();
        Task<ModelPackage> first = NewStore().GetAsync("small", null, Token);
        await started.Task;
        Task<ModelPackage>[] others = [.. Enumerable.Range(0, 3).Select(_ => NewStore().GetAsync("small", waiting, Token))];
        while (waiting.All.Count < 3) await Task.Delay(10, Token);
        Assert.All(waiting.All, static one => Assert.Equal(ModelStage.Waiting, one.Stage));
        finish.SetResult();
        ModelPackage[] all = await Task.WhenAll([first, .. others]);
        Assert.Equal(1, _builder.Builds);
        Assert.Single(all.Select(static package => package.Folder).Distinct());
    }

    [Theory, InlineData("short"), InlineData("the altered source"), InlineData("THE SOURCE"), InlineData(null)]
    public async Task GetAsync_SourceAltered_IsRefusedAndNothingIsConverted(string? content)
    {
        string path = _temporary["models", "small", "small.gguf"];
        if (content is null) File.Delete(path);
        else File.WriteAllText(path, content);
        using ModelStore store = NewStore();
        ModelException error = await Assert.ThrowsAsync<ModelException>(() => store.GetAsync("small", null, Token));
        Assert.Equal(content is null ? "EA4009" : "EA4010", error.Code);
        Assert.Contains(_temporary["models", "small"], error.Where, StringComparison.Ordinal);
        if (content is not null) Assert.Contains("git checkout -- models", error.Fix, StringComparison.Ordinal);
        Assert.Equal(0, _builder.Builds);
    }

    [Theory, InlineData("truncate"), InlineData("same size"), InlineData("delete"), InlineData("descriptor")]
    public async Task GetAsync_CacheAltered_IsMadeAgainWithAWarning(string how)
    {
        using ModelStore store = NewStore();
        ModelPackage package = await store.GetAsync("small", null, Token);
        string path = package.PathOf(how == "descriptor" ? ModelDescriptor.FileName : "weights.data");
        if (how == "delete") File.Delete(path);
        else File.WriteAllText(path, how == "same size" ? "THE SOURCE" : "x");
        File.SetLastWriteTimeUtc(package.PathOf("body.onnx"), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Listener listener = new();
        ModelPackage again = await store.GetAsync("small", listener, Token);
        Assert.Equal((2, SourceText), (_builder.Builds, File.ReadAllText(again.PathOf("weights.data"))));
        Assert.Contains("made again", listener.Warnings.First(), StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(_temporary["home", "packages", "small"], ".*"));
    }

    [Fact]
    public async Task GetAsync_FilesOnlyTouched_HashesAndConvertsNothing()
    {
        using ModelStore store = NewStore();
        ModelPackage package = await store.GetAsync("small", null, Token);
        File.SetLastWriteTimeUtc(package.PathOf("weights.data"), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        await store.GetAsync("small", null, Token);
        Assert.Equal(1, _builder.Builds);
    }

    [Fact]
    public async Task GetAsync_AlwaysVerify_FindsAChangeThatKeepsSizeAndTime()
    {
        using ModelStore store = NewStore();
        ModelPackage package = await store.GetAsync("small", null, Token);
        string path = package.PathOf("weights.data");
        DateTime time = File.GetLastWriteTimeUtc(path);
        File.WriteAllText(path, "THE SOURCE");
        File.SetLastWriteTimeUtc(path, time);
        await store.GetAsync("small", null, Token);
        Assert.Equal(1, _builder.Builds);
        using ModelStore strict = NewStore(alwaysVerify: true);
        await strict.GetAsync("small", null, Token);
        Assert.Equal(2, _builder.Builds);
    }

    [Fact]
    public async Task GetAsync_BuilderOfAnotherVersion_MakesItsOwnPackage()
    {
        using ModelStore store = NewStore(), other = NewStore(new FakeBuilder { Version = "fake 2" });
        Assert.NotEqual((await store.GetAsync("small", null, Token)).Folder, (await other.GetAsync("small", null, Token)).Folder);
    }

    [Fact]
    public async Task GetAsync_BuildFailsOrIsCancelled_LeavesNothingAndTheNextTrySucceeds()
    {
        using ModelStore store = NewStore();
        _builder.Middle = static (_, _) => throw new InvalidOperationException("no");
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.GetAsync("small", null, Token));
        using CancellationTokenSource source = new();
        _builder.Middle = async (_, cancellationToken) =>
        {
            await source.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.GetAsync("small", null, source.Token));
        Assert.Empty(Directory.GetDirectories(_temporary["home", "packages", "small"]));
        _builder.Middle = static (_, _) => Task.CompletedTask;
        await store.GetAsync("small", null, Token);
    }

    [Fact]
    public async Task GetAsync_DiskFailsInTheBuild_NamesTheVariable()
    {
        using ModelStore store = NewStore();
        _builder.Middle = static (_, _) => throw new IOException("No space left on device");
        ModelException error = await Assert.ThrowsAsync<ModelException>(() => store.GetAsync("small", null, Token));
        Assert.Equal("EA4012", error.Code);
        Assert.Contains("EDGE_AGENT_HOME", error.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetAsync_LeftoverOfAKilledProcess_IsDeleted()
    {
        string left = _temporary["home", "packages", "small", ".building-dead"];
        Directory.CreateDirectory(left);
        using ModelStore store = NewStore();
        await store.GetAsync("small", null, Token);
        Assert.False(Directory.Exists(left));
    }

    [Fact]
    public async Task GetAsync_PackageOfBuilderDoesNotVerify_IsNotPutIntoTheCache()
    {
        using ModelStore store = NewStore(new LyingBuilder());
        Assert.Equal("EA4007", (await Assert.ThrowsAsync<ModelException>(() => store.GetAsync("small", null, Token))).Code);
        Assert.Empty(Directory.GetDirectories(_temporary["home", "packages", "small"]));
    }

    [Fact]
    public async Task GetAsync_CacheCannotBeWritten_UsesATemporaryFolderForThisRunAndWarns()
    {
        File.WriteAllText(Home, "a file where the folder should be: as unwritable as a read-only one, for root too");
        Listener listener = new();
        using ModelStore store = NewStore();
        ModelPackage package = await store.GetAsync("small", listener, Token);
        Assert.Equal(SourceText, File.ReadAllText(package.PathOf("weights.data")));
        Assert.StartsWith(Path.GetTempPath(), package.Folder, StringComparison.Ordinal);
        Assert.Contains("EDGE_AGENT_HOME", listener.Warnings.Single(), StringComparison.Ordinal);
        Assert.Equal(package.Folder, (await NewStore().GetAsync("small", null, Token)).Folder);
        Assert.Equal(1, _builder.Builds);
    }

    [Fact]
    public async Task Dispose_WhileConverting_StopsAndLeavesNothing()
    {
        ModelStore store = NewStore();
        _builder.Middle = async (_, cancellationToken) =>
        {
            store.Dispose();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.GetAsync("small", null, Token));
        Assert.Empty(Directory.GetDirectories(_temporary["home", "packages", "small"]));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => store.GetAsync("small", null, Token));
    }

    [Fact]
    public async Task GetAsync_ReadOnlyCacheThatHoldsThePackage_OpensIt()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "uses Unix file modes");
        using ModelStore store = NewStore();
        string made = (await store.GetAsync("small", null, Token)).Folder;
        foreach (string folder in Directory.EnumerateDirectories(Home, "*", SearchOption.AllDirectories).Prepend(Home))
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Listener listener = new();
        Assert.Equal(made, (await NewStore().GetAsync("small", listener, Token)).Folder);
        Assert.Empty(listener.All);
    }

    [Fact]
    public async Task GetAsync_WithoutBuilder_NamesThePackageToAdd()
    {
        using ModelStore store = new(new() { Home = Home, ModelFolders = [_temporary["models"]] }, builder: null, _manifest);
        ModelException error = await Assert.ThrowsAsync<ModelException>(() => store.GetAsync("small", null, Token));
        Assert.Equal("EA4011", error.Code);
        Assert.Contains("EdgeAgent.Conversion", error.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetAsync_FinishedPackageInAModelFolder_IsOpenedAsItIs()
    {
        Packages.WriteWhole(_temporary["models", "small"]);
        using ModelStore store = new(new() { Home = Home, ModelFolders = [_temporary["models"]] }, builder: null, _manifest);
        Assert.Equal(_temporary["models", "small"], (await store.GetAsync("small", null, Token)).Folder);
    }

    [Fact]
    public async Task GetAsync_UnknownId_TellsTheNearest()
    {
        using ModelStore store = NewStore();
        ModelException error = await Assert.ThrowsAsync<ModelException>(() => store.GetAsync("smal", null, Token));
        Assert.Equal("EA4001", error.Code);
        Assert.Contains("small", error.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetAsync_PathOfAPackageOrOfASource_IsOpenedOrConverted()
    {
        Packages.WriteWhole(_temporary["p"]);
        string gguf = _temporary["My Model.gguf"];
        File.WriteAllText(gguf, "mine");
        using ModelStore store = NewStore();
        Assert.Equal(_temporary["p"], (await store.GetAsync(_temporary["p"], null, Token)).Folder);
        ModelPackage made = await store.GetAsync(gguf, null, Token);
        Assert.Equal(("my model", "mine"), (made.Descriptor.Id, File.ReadAllText(made.PathOf("weights.data"))));
        Assert.Equal(made.Folder, (await store.GetAsync(gguf, null, Token)).Folder);
        File.WriteAllText(gguf, "other");
        Assert.Equal("other", File.ReadAllText((await store.GetAsync(gguf, null, Token)).PathOf("weights.data")));
    }

    [Theory, InlineData("no-such-folder/package"), InlineData("nothing.gguf")]
    public async Task GetAsync_PathThatIsNotThere_IsNotTakenForAnId(string path)
    {
        using ModelStore store = NewStore();
        Assert.Equal("EA4002", (await Assert.ThrowsAsync<ModelException>(() => store.GetAsync(_temporary[path], null, Token))).Code);
    }

    public void Dispose() => _temporary.Dispose();

    private ModelStore NewStore(IModelPackageBuilder? builder = null, bool alwaysVerify = false)
        => new(new() { Home = Home, ModelFolders = [_temporary["models"]], AlwaysVerify = alwaysVerify }, builder ?? _builder, _manifest);

    private sealed class LyingBuilder : IModelPackageBuilder
    {
        public string Version => "lie";

        public Task BuildAsync(ModelBuildRequest request, IProgress<ModelProgress>? progress, CancellationToken cancellationToken)
        {
            Packages.WriteWhole(request.Destination, change: static whole
                => whole with { Files = [whole.Files[0] with { Sha256 = new('0', 64) }, .. whole.Files.Skip(1)] });
            return Task.CompletedTask;
        }
    }
}
