using EdgeAgent.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Hosting;

/// <summary>A model that is loaded once, when somebody first needs it, and its client. Thread-safe.</summary>
/// <remarks>A load that failed is tried again by the next request: a file may have come meanwhile. Disposed by the services, which are asked
/// for everything here and now: while a load goes on they may end, and nothing can be had of them any more.</remarks>
internal sealed class LocalModelSlot(IServiceProvider services, Func<LocalModelSettings> settings) : IAsyncDisposable, IDisposable
{
    private readonly ILogger _log = services.GetService<ILoggerFactory>()?.CreateLogger<LocalModel>() ?? (ILogger)NullLogger.Instance;
    private readonly ModelStore _store = services.GetRequiredService<ModelStore>();
    private readonly TimeProvider _time = services.GetRequiredService<TimeProvider>();
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _lock = new();
    private Task<LoadedSlot>? _load;

    public LocalModelSettings Settings => settings();

    /// <summary>The id that the model's package has or will have; of a path only its last part, for the rest may be private.</summary>
    public string ModelId => ModelManifest.Embedded.TryFind(Settings.Model, out ModelManifestEntry? entry) ? entry.Id
        : Loaded?.Model.Package.Descriptor.Id ?? Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(Settings.Model));

    /// <summary>What is loaded; null before that and after a failure.</summary>
    public LoadedSlot? Loaded => Volatile.Read(ref _load) is { IsCompletedSuccessfully: true } load ? load.Result : null;

    /// <summary>Why the last load failed.</summary>
    public Exception? LastError { get; private set; }

    /// <summary>The client, loading the model first if need be.</summary>
    /// <param name="cancellationToken">Gives up waiting; the load goes on for whoever comes next.</param>
    public async Task<LocalChatClient> GetClientAsync(CancellationToken cancellationToken) =>
        (await Load().WaitAsync(cancellationToken).ConfigureAwait(false)).Client;

    private Task<LoadedSlot> Load()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closing.IsCancellationRequested, typeof(LocalModel));
            if (_load is null or { IsFaulted: true } or { IsCanceled: true })
            {
                LocalModelSettings wanted = settings();
                _load = Task.Run(() => LoadAsync(wanted, _closing.Token));
            }
            return _load;
        }
    }

    private async Task<LoadedSlot> LoadAsync(LocalModelSettings wanted, CancellationToken cancellationToken)
    {
        try
        {
            LocalChatOptions chat = new() { MaxOutputTokens = wanted.MaxOutputTokens, TimeProvider = _time };
            ModelPackage package = await _store.GetAsync(wanted.Model, null, cancellationToken).ConfigureAwait(false);
            LocalModel model = await LocalModel.LoadAsync(
                package, new() { Inference = new() { MaxContext = wanted.MaxContext, Threads = wanted.Threads } }, cancellationToken).ConfigureAwait(false);
            LastError = null;
            HostingLog.ModelLoaded(_log, wanted.Model, model.LoadTime.TotalMilliseconds);
            return new(model, new LocalChatClient(model, chat));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LastError = e;
            HostingLog.ModelNotLoaded(_log, wanted.Model, e);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task<LoadedSlot>? load;
        lock (_lock)
        {
            _closing.Cancel();
            load = _load;
        }
        if (load is null) return;
        await ((Task)load).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!load.IsCompletedSuccessfully) return;
        load.Result.Client.Dispose();
        load.Result.Model.Dispose();
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();
}
