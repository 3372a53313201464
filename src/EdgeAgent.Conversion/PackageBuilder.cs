using EdgeAgent.Models;

namespace EdgeAgent.Conversion;

/// <summary>Converts models for a <see cref="ModelStore"/> on their first use.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class PackageBuilder : IModelPackageBuilder
{
    /// <inheritdoc/>
    public string Version => $"{Converter.Name} {Converter.Version}";

    /// <inheritdoc/>
    /// <exception cref="ConversionException">The source cannot be converted: see <see cref="Converter.ConvertAsync"/>.</exception>
    public Task BuildAsync(ModelBuildRequest request, IProgress<ModelProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ConversionOptions options = new()
        {
            Source = request.Source,
            Destination = request.Destination,
            Id = request.Id,
            Entry = request.Entry,
            SourceFiles = request.SourceFiles,
        };
        return Converter.ConvertAsync(options, progress, cancellationToken);
    }
}
