namespace EdgeAgent.Models;

/// <summary>Makes model packages from published weights. EdgeAgent.Conversion has the implementation.</summary>
/// <remarks>Implementations are thread-safe.</remarks>
public interface IModelPackageBuilder
{
    /// <summary>
    /// Changes whenever the same source would give another package: caches keep packages by it.
    /// </summary>
    string Version { get; }

    /// <summary>Writes a whole package, its descriptor last.</summary>
    /// <param name="request">What to make, and where: a folder that exists and is empty.</param>
    /// <param name="progress">Told of stage <see cref="ModelStage.Converting"/>; may be null.</param>
    /// <param name="cancellationToken">Stops the work; the folder is then of no use.</param>
    Task BuildAsync(ModelBuildRequest request, IProgress<ModelProgress>? progress, CancellationToken cancellationToken);
}
