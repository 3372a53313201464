namespace EdgeAgent.Models.Tests.Support;

/// <summary>Copies the source's text into a package, and counts.</summary>
internal sealed class FakeBuilder : IModelPackageBuilder
{
    private int _builds;

    public int Builds => _builds;

    public string Version { get; init; } = "fake 1";

    /// <summary>Runs in the middle of a build, with the destination.</summary>
    public Func<string, CancellationToken, Task> Middle { get; set; } = static (_, _) => Task.CompletedTask;

    public ModelBuildRequest? Last { get; private set; }

    public async Task BuildAsync(ModelBuildRequest request, IProgress<ModelProgress>? progress, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _builds);
        Last = request;
        await File.WriteAllTextAsync(Path.Combine(request.Destination, "partial"), "half", cancellationToken);
        await Middle(request.Destination, cancellationToken);
        File.Delete(Path.Combine(request.Destination, "partial"));
        Packages.WriteWhole(request.Destination, request.Id, File.Exists(request.Source)
            ? await File.ReadAllTextAsync(request.Source, cancellationToken) : "folder");
    }
}
