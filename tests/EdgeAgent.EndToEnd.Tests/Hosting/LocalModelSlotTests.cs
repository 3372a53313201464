using EdgeAgent.Agents;
using EdgeAgent.Hosting;
using EdgeAgent.Models;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EdgeAgent.EndToEnd.Tests.Hosting;

/// <summary>When the model of a service collection is loaded, how often, and what becomes of it.</summary>
public sealed class LocalModelSlotTests(TinyPackage tiny) : IClassFixture<TinyPackage>
{
    private const int Loaded = 5501, NotLoaded = 5502;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_FirstOnesAtOnce_LoadTheModelOnce()
    {
        await using TestServices services = Services(warmUp: false);
        await services.StartAsync();
        IChatClient client = services.Provider.GetRequiredService<IChatClient>();
        Assert.Equal(HealthStatus.Degraded, (await services.HealthAsync())["edgeagent"].Status);
        Assert.Empty(services.Logged); // lazy: nobody asked yet
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => client.GetResponseAsync($"hello {i}", TinyPackage.Short, Token)));
        Assert.Equal([Loaded], services.Logged);
        HealthReportEntry health = (await services.HealthAsync())["edgeagent"];
        Assert.Equal((HealthStatus.Healthy, tiny.Folder), (health.Status, health.Data["model"]));
        Assert.Superset(new HashSet<string> { "model", "package", "context_length", "load_ms" }, health.Data.Keys.ToHashSet());
        Assert.Equal(["ready"], health.Tags);
    }

    [Fact]
    public async Task Start_WithWarmUp_LoadsAndDoesNotWait()
    {
        await using TestServices services = Services(warmUp: true);
        await services.StartAsync();
        LocalModelSlot slot = services.Provider.GetRequiredService<LocalModelSlot>();
        await slot.GetClientAsync(Token); // joins the load that has begun
        Assert.Equal([Loaded], services.Logged);
    }

    [Fact]
    public async Task GetService_BeforeAndAfterTheLoad_KeepsItsMetadata()
    {
        await using TestServices services = Services(warmUp: false);
        IChatClient client = services.Provider.GetRequiredService<IChatClient>();
        ChatClientMetadata before = client.GetService<ChatClientMetadata>()!;
        Assert.Null(client.GetService<LocalModel>());
        Assert.Same(client, client.GetService<IPromptMeter>());
        Assert.Null(client.GetService(typeof(IChatClient), "key"));
        PromptMeasure measure = await client.GetService<IPromptMeter>()!.MeasureAsync([new(ChatRole.User, "hello")], null, Token);
        Assert.True(measure is { IsEstimate: false, Total: > 0 });
        LocalModel model = client.GetService<LocalModel>()!;
        Assert.Equal((before.ProviderName, before.DefaultModelId), ("edgeagent", Path.GetFileName(tiny.Folder)));
        Assert.Equal(model.Package.Descriptor.Id, client.GetService<ChatClientMetadata>()!.DefaultModelId);
        Assert.Throws<ArgumentNullException>(() => { client.GetStreamingResponseAsync((IEnumerable<ChatMessage>)null!, null, Token); }); // at the call
    }

    [Fact]
    public async Task Keyed_SecondModel_HasItsOwnClientOptionsAndHealth()
    {
        await using TestServices services = Services(warmUp: true, builder => builder.AddModel("small", m => (m.Model, m.MaxContext) = (tiny.Folder, 64)).AddHealthCheck());
        await services.StartAsync();
        IChatClient own = services.Provider.GetRequiredService<IChatClient>(), small = services.Provider.GetRequiredKeyedService<IChatClient>("small");
        Assert.NotSame(own, small);
        await own.GetResponseAsync("hello", TinyPackage.Short, Token);
        await small.GetResponseAsync("hello", TinyPackage.Short, Token);
        Assert.Equal([Loaded, Loaded], services.Logged);
        IReadOnlyDictionary<string, HealthReportEntry> health = await services.HealthAsync();
        Assert.Equal(["edgeagent", "edgeagent:small"], health.Keys.Order());
        Assert.Equal(64, health["edgeagent:small"].Data["context_length"]);
        Assert.NotEqual(64, health["edgeagent"].Data["context_length"]);
    }

    [Fact]
    public async Task Load_Failed_IsUnhealthyWithTheErrorAndTheNextRequestTriesAgain()
    {
        string folder = Directory.CreateDirectory(Path.Combine(tiny.Home, "later")).FullName;
        await using TestServices services = Services(warmUp: true, model: folder);
        await services.StartAsync(); // the host comes up
        IChatClient client = services.Provider.GetRequiredService<IChatClient>();
        ModelException error = await Assert.ThrowsAsync<ModelException>(() => client.GetResponseAsync("hello", TinyPackage.Short, Token));
        HealthReportEntry health = (await services.HealthAsync())["edgeagent"];
        Assert.Equal(HealthStatus.Unhealthy, health.Status);
        Assert.Equal(error.Code, Assert.IsType<ModelException>(health.Exception).Code);
        Assert.All(services.Logged, id => Assert.Equal(NotLoaded, id));

        tiny.CopyTo(folder);
        await client.GetResponseAsync("hello", TinyPackage.Short, Token);
        Assert.Equal((HealthStatus.Healthy, Loaded), ((await services.HealthAsync())["edgeagent"].Status, services.Logged.Last()));
    }

    [Fact]
    public async Task Request_CancelledWhileItWaits_TheLoadGoesOn()
    {
        await using TestServices services = Services(warmUp: false);
        using CancellationTokenSource cancel = new();
        IChatClient client = services.Provider.GetRequiredService<IChatClient>();
        Task request = client.GetResponseAsync("hello", TinyPackage.Short, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        await client.GetResponseAsync("hello", TinyPackage.Short, Token);
        Assert.Equal([Loaded], services.Logged);
    }

    [Fact]
    public async Task Dispose_Services_DisposesTheModelAndRefusesFurtherRequests()
    {
        TestServices services = Services(warmUp: false);
        LocalModelSlot slot = services.Provider.GetRequiredService<LocalModelSlot>();
        IChatClient client = services.Provider.GetRequiredService<IChatClient>();
        await client.GetResponseAsync("hello", TinyPackage.Short, Token);
        await services.DisposeAsync();
        Assert.Throws<ObjectDisposedException>(() => slot.Loaded!.Model.Loaded.CreateExecutor());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.GetResponseAsync("hello", TinyPackage.Short, Token));
        await slot.DisposeAsync(); // twice is once
    }

    [Fact]
    public async Task Dispose_WhileTheModelLoads_LeavesNoneLoaded()
    {
        for (int i = 0; i < 8; i++)
        {
            TestServices services = Services(warmUp: true);
            await services.StartAsync();
            LocalModelSlot slot = services.Provider.GetRequiredService<LocalModelSlot>();
            Task<LocalChatClient> waiting = slot.GetClientAsync(Token);
            await Task.Delay(i * 4, Token);
            await services.DisposeAsync();
            await waiting.ContinueWith(_ => { }, TaskScheduler.Default);
            if (slot.Loaded is { } loaded) Assert.Throws<ObjectDisposedException>(() => loaded.Model.Loaded.CreateExecutor());
            Assert.DoesNotContain(NotLoaded, services.Logged); // an end is no error
        }
    }

    /// <summary>Services that end are gone before what they hold is disposed: a load that ends in between must need nothing of them.</summary>
    [Fact]
    public async Task Dispose_AnotherServiceWaitsForTheLoad_TheModelIsLoadedAndThenDisposed()
    {
        string source = Path.Combine(tiny.Home, "held.gguf");
        await File.WriteAllTextAsync(source, "for the builder alone", Token);
        HeldBuilder builder = new(tiny);
        TestServices services = new();
        services.Collection.AddSingleton(new ModelStore(new() { Home = Path.Combine(tiny.Home, "held") }, builder));
        services.Collection.AddSingleton(provider => new Late(provider.GetRequiredService<LocalModelSlot>(), builder));
        services.Collection.AddEdgeAgent(o => (o.Model, o.WarmUp) = (source, false));
        Late late = services.Provider.GetRequiredService<Late>(); // made last, so disposed first
        await services.DisposeAsync();
        LocalChatClient client = await late.Client; // was loaded, with the services gone
        Assert.Throws<ObjectDisposedException>(() => client.GetService<LocalModel>()!.Loaded.CreateExecutor());
        Assert.Equal([Loaded], services.Logged);
    }

    private TestServices Services(bool warmUp, Action<EdgeAgentBuilder>? more = null, string? model = null)
    {
        TestServices services = new();
        EdgeAgentBuilder builder = services.Collection.AddEdgeAgent(o => (o.Model, o.WarmUp, o.Threads) = (model ?? tiny.Folder, warmUp, 1)).AddHealthCheck();
        more?.Invoke(builder);
        return services;
    }

    private sealed class HeldBuilder(TinyPackage tiny) : IModelPackageBuilder
    {
        public TaskCompletionSource Released { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Version => "1";

        public async Task BuildAsync(ModelBuildRequest request, IProgress<ModelProgress>? progress, CancellationToken cancellationToken)
        {
            await Released.Task.WaitAsync(cancellationToken);
            tiny.CopyTo(request.Destination);
        }
    }

    private sealed class Late : IAsyncDisposable
    {
        private readonly HeldBuilder _builder;

        public Late(LocalModelSlot slot, HeldBuilder builder) => (_builder, Client) = (builder, slot.GetClientAsync(CancellationToken.None));

        public Task<LocalChatClient> Client { get; }

        public async ValueTask DisposeAsync()
        {
            _builder.Released.SetResult();
            await ((Task)Client).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
