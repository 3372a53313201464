using EdgeAgent.Conversion;
using EdgeAgent.Models;
using EdgeAgent.TestData;

namespace EdgeAgent.EndToEnd.Tests;

/// <summary>The embedded model, converted into a cache of the test run's own and loaded once for all tests.</summary>
public sealed class DefaultModel : IAsyncLifetime
{
    private readonly string _home = Directory.CreateTempSubdirectory("edgeagent-home-").FullName;
    private readonly Lazy<Task<LocalModel>> _model;
    private ModelStore? _store;

    public DefaultModel() => _model = new(LoadAsync);

    public Task<LocalModel> LoadOnceAsync() => _model.Value;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_model.IsValueCreated) (await _model.Value).Dispose();
        _store?.Dispose();
        Directory.Delete(_home, recursive: true);
    }

    private async Task<LocalModel> LoadAsync()
    {
        _store = new ModelStore(new ModelStoreOptions { Home = _home, ModelFolders = [SharedData.InRepository("models")] }, new PackageBuilder());
        return await LocalModel.LoadAsync(await _store.GetAsync(ModelStore.DefaultModel));
    }
}
