using EdgeAgent.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Hosting;

/// <summary>A model that is loaded once, when somebody first needs it, and its client. Thread-safe.</summary>
/// <remarks>A load that failed is tried again by the next request: a file may have come meanwhile. Disposed by the services.</remarks>
internal sealed class LocalModelSlot(IServiceProvider services, Func<LocalModelSettings> settings) : IAsyncDisposable, IDisposable
{
    private readonly ILogger _log = services.GetService<ILoggerFactory>()?.CreateLogger<LocalModel>() ?? (ILogger)NullLogger.Instance;
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _lock = new();
    private Task<LoadedSlot>? _load;

    public LocalModelSettings Settings => settings();

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
            if (_load is null or { IsFaulted: true } or { IsCanceled: true }) _load = Task.Run(() => LoadAsync(_closing.Token));
            return _load;
        }
    }

    private async Task<LoadedSlot> LoadAsync(CancellationToken cancellationToken)
    {
        LocalModelSettings wanted = settings();
        try
        {
            ModelPackage package = await services.GetRequiredService<ModelStore>().GetAsync(wanted.Model, null, cancellationToken).ConfigureAwait(false);
            LocalModel model = await LocalModel.LoadAsync(
                package, new() { Inference = new() { MaxContext = wanted.MaxContext, Threads = wanted.Threads } }, cancellationToken).ConfigureAwait(false);
            LocalChatClient client = new(model, new()
            {
                MaxOutputTokens = wanted.MaxOutputTokens,
                TimeProvider = services.GetRequiredService<TimeProvider>(),
            });
            LastError = null;
            HostingLog.ModelLoaded(_log, wanted.Model, model.LoadTime.TotalMilliseconds);
            return new(model, client);
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
