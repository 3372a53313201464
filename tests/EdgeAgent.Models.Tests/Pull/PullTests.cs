using EdgeAgent.Models.Pull;
using EdgeAgent.Models.Tests.Support;
using EdgeAgent.Testing;

namespace EdgeAgent.Models.Tests;

/// <summary>What tests of fetching share: a hub with a model of two files, a home, a clock that stands still.</summary>
public abstract class PullTests : IAsyncLifetime
{
    private protected const string Weights = "model.safetensors";
    private protected const int Size = 3_000_000;

    private FaultyHub? _hub;

    private protected TemporaryFolder Temporary { get; } = new();

    private protected FaultyHub Hub => _hub!;

    private protected FakeTimeProvider Clock { get; } = new();

    private protected string Home => Temporary["home"];

    private protected string Folder => Temporary["home", "models", "small"];

    private protected static byte[] Content { get; } = FaultyHub.RandomBytes(7, Size);

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected ModelManifest Manifest { get; set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _hub = await FaultyHub.StartAsync();
        Hub.Files["config.json"] = FaultyHub.RandomBytes(1, 700);
        Hub.Files[Weights] = Content;
        Manifest = ManifestWith("\"licence\": {\"id\": \"Apache-2.0\"}");
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Hub.DisposeAsync();
        Temporary.Dispose();
    }

    private protected ModelManifest ManifestWith(string members)
    {
        File.WriteAllText(Temporary["manifest.json"], $$$"""
            {"manifestVersion": "1.0", "models": [{"id": "small", "aliases": ["s"], "title": "t", "languages": ["en"], "tokens": {"eos": ["e"]}, "repository": "{{{FaultyHub.Repository}}}", {{{members}}},
              "architecture": {"family": "llama", "layers": 1, "hidden": 32, "heads": 2, "kvHeads": 1, "headSize": 16, "mlp": 64, "vocabulary": 8, "contextLength": 64, "rope": {"theta": 10000}, "normEpsilon": 1e-5, "tied": true}}]}
            """);
        return ModelManifest.Load(Temporary["manifest.json"]);
    }

    /// <summary>Pulls; pauses pass at once, and a stall takes hours of the clock unless a time-out is given.</summary>
    private protected async Task<PulledModel> PullAsync(
        Func<Uri[], ModelPullOptions>? options = null, IProgress<ModelProgress>? progress = null, CancellationToken? stop = null)
    {
        ModelPuller puller = new((options ?? (hubs => Options(hubs)))([Hub.Address]), Manifest, Clock, new Random(3));
        Task<PulledModel> pull = puller.PullAsync("s", progress, stop ?? Token);
        await Clock.AdvanceUntilAsync(pull, TimeSpan.FromSeconds(2), TimeSpan.FromDays(1));
        return await pull;
    }

    private protected async Task<ModelException> FailAsync(string code, Func<Uri[], ModelPullOptions>? options = null)
    {
        ModelException error = await Assert.ThrowsAsync<ModelException>(() => PullAsync(options));
        Assert.Equal(code, error.Code);
        Assert.False(File.Exists(Path.Combine(Folder, PullLockFile.FileName)));
        return error;
    }

    private protected ModelPullOptions Options(
        Uri[] hubs, TimeSpan? stall = null, PullDisk? disk = null, bool offline = false, bool verify = false, string? token = null, string? repository = null,
        Func<ModelManifestEntry, CancellationToken, ValueTask<bool>>? accept = null) => new()
    {
        Home = Home, Hubs = hubs, Token = token, Offline = offline, Verify = verify, Repository = repository, AcceptLicence = accept,
        StallTimeout = stall ?? TimeSpan.FromHours(1), PieceBytes = 256 << 10, RecordBytes = 32 << 10, Disk = disk ?? new(),
    };

    private protected void AssertWhole()
    {
        Assert.Equal(Content, File.ReadAllBytes(Path.Combine(Folder, Weights)));
        Assert.Equal(Hub.Files["config.json"], File.ReadAllBytes(Path.Combine(Folder, "config.json")));
        Assert.Equal(["config.json", PullLockFile.FileName, Weights],
            Directory.GetFiles(Folder).Select(Path.GetFileName).Where(static name => name != ".lock").Order(StringComparer.Ordinal));
    }
}
