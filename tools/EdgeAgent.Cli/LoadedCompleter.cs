namespace EdgeAgent.Cli;

/// <summary>A model that is ready to continue texts; disposing it frees completer and model.</summary>
/// <param name="model">The model.</param>
/// <param name="under">What the model stands on, in the order in which it is disposed.</param>
internal sealed class LoadedCompleter(LocalModel model, params IReadOnlyList<IDisposable> under) : IDisposable
{
    public LocalModel Model => model;

    public TextCompleter Completer { get; } = new(model);

    public void Dispose()
    {
        Completer.Dispose();
        model.Dispose();
        foreach (IDisposable one in under) one.Dispose();
    }
}
