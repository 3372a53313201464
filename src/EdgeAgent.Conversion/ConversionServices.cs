using EdgeAgent.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EdgeAgent.Conversion;

/// <summary>Registers the converter.</summary>
public static class ConversionServices
{
    /// <summary>Lets models be converted on their first use: registers <see cref="IModelPackageBuilder"/> unless there is one.</summary>
    /// <param name="services">The services; given back.</param>
    public static IServiceCollection AddConversion(this IServiceCollection services)
    {
        services.TryAddSingleton<IModelPackageBuilder, PackageBuilder>();
        return services;
    }
}
