using EdgeAgent.Conversion;
using EdgeAgent.Models;

namespace EdgeAgent.Inference.Tests;

/// <summary>The tiny checkpoints as float packages, each converted once a test run into a temporary folder.</summary>
public sealed class TinyModels : IAsyncLifetime
{
    /// <summary>The families that are Llama's network; qwen3 and gemma3 are not converted yet.</summary>
    public static TheoryData<string> LlamaShaped =>
    [
        "nesso-tiny", "zagreus-tiny", "llama2-tiny", "llama2-70b-like-tiny", "llama3-anita-tiny", "llama32-tiny", "mistral-tiny", "apt3-tiny",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("edgeagent-tiny-").FullName;
    private readonly Dictionary<string, Task<LoadedModel>> _loaded = [];

    /// <summary>A family's model, shared by the tests; the fixture disposes it.</summary>
    public Task<LoadedModel> LoadAsync(string family)
    {
        lock (_loaded)
        {
            if (!_loaded.TryGetValue(family, out Task<LoadedModel>? known)) _loaded[family] = known = ConvertAsync(family);
            return known;
        }
    }

    /// <summary>A folder of its own with a copy of a family's package, for tests that damage it.</summary>
    public async Task<string> CopyAsync(string family)
    {
        LoadedModel model = await LoadAsync(family);
        string copy = Directory.CreateDirectory(Path.Combine(_folder, Guid.NewGuid().ToString("N"))).FullName;
        foreach (string file in Directory.GetFiles(model.Package.Folder)) File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        return copy;
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (Task<LoadedModel> model in _loaded.Values)
            if (model.IsCompletedSuccessfully) (await model).Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<LoadedModel> ConvertAsync(string family)
    {
        string destination = Path.Combine(_folder, family);
        ModelPackage package = await Converter.ConvertAsync(new ConversionOptions
        {
            Source = Golden.Load(family).Folder,
            Destination = destination,
            Weights = WeightFormat.Float32,
        });
        return LoadedModel.Load(package, new InferenceOptions { Threads = 1, PrefillChunk = 16 });
    }
}
