using EdgeAgent;
using EdgeAgent.Conversion;
using EdgeAgent.Models;

namespace SmartHome.Terminal;

/// <summary>Finds, at the first run converts, and loads the model; shows on standard error what takes long.</summary>
/// <remarks>Dispose it after the model: where no cache can be written the package lies in a temporary folder that goes with it.</remarks>
/// <param name="error">Where progress goes.</param>
/// <param name="isTerminal">Whether <paramref name="error"/> is one.</param>
public sealed class ModelStartup(TextWriter error, bool isTerminal) : IDisposable
{
    private readonly ModelStore _store = new(builder: new PackageBuilder());

    /// <summary>Loads a model.</summary>
    /// <param name="model">An id ("default" is the embedded one), a package's folder, or a GGUF file.</param>
    /// <param name="cancellationToken">Gives up; no half-made package is left.</param>
    public async Task<LocalModel> LoadAsync(string model, CancellationToken cancellationToken = default)
    {
        ModelPackage package;
        using (ProgressLine progress = new(error, isTerminal)) package = await _store.GetAsync(model, progress, cancellationToken);
        return await LocalModel.LoadAsync(package, cancellationToken: cancellationToken);
    }

    public void Dispose() => _store.Dispose();
}
