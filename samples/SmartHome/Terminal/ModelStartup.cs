using EdgeAgent;
using EdgeAgent.Conversion;
using EdgeAgent.Models;

namespace SmartHome.Terminal;

/// <summary>Finds, at the first run converts, and loads the model; shows on standard error what takes long.</summary>
public static class ModelStartup
{
    /// <summary>Loads a model.</summary>
    /// <param name="model">An id ("default" is the embedded one), a package's folder, or a GGUF file.</param>
    /// <param name="error">Where progress goes.</param>
    /// <param name="isTerminal">Whether <paramref name="error"/> is one.</param>
    /// <param name="cancellationToken">Gives up; no half-made package is left.</param>
    public static async Task<LocalModel> LoadAsync(
        string model, TextWriter error, bool isTerminal, CancellationToken cancellationToken = default)
    {
        using ModelStore store = new(builder: new PackageBuilder());
        ModelPackage package;
        using (ProgressLine progress = new(error, isTerminal)) package = await store.GetAsync(model, progress, cancellationToken);
        return await LocalModel.LoadAsync(package, cancellationToken: cancellationToken);
    }
}
