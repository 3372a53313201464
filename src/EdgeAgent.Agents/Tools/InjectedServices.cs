using System.Reflection;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace EdgeAgent.Agents.Tools;

/// <summary>Parameters that come from the host's services instead of from the model.</summary>
internal static class InjectedServices
{
    /// <summary>True for a parameter marked with <see cref="FromServicesAttribute"/> or [FromKeyedServices].</summary>
    public static bool IsMarked(ParameterInfo parameter) =>
        parameter.IsDefined(typeof(FromServicesAttribute)) || parameter.IsDefined(typeof(FromKeyedServicesAttribute));

    /// <summary>The service for a marked parameter of a method that is called by reflection.</summary>
    public static object? Find(ParameterInfo parameter, AIFunctionArguments arguments) =>
        Find(parameter.ParameterType, parameter.GetCustomAttribute<FromKeyedServicesAttribute>()?.Key, arguments.Services)
        ?? (parameter.HasDefaultValue ? parameter.DefaultValue
            : throw Missing(parameter.ParameterType, parameter.Name!, arguments.Services));

    /// <summary>The service, or null where nobody registered it.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="key">Its key; null for the one without a key.</param>
    /// <param name="services">Where to look.</param>
    public static object? Find(Type type, object? key, IServiceProvider? services) =>
        key is null ? services?.GetService(type) : (services as IKeyedServiceProvider)?.GetKeyedService(type, key);

    public static AgentException Missing(Type type, string parameter, IServiceProvider? services) => new(
        "EA6040", services is null ? "The agent has no services." : $"No service of type {type} is registered.", $"parameter {parameter}",
        services is null ? "Give AgentOptions.Services the application's service provider."
            : "Register it, or give the parameter a default value.");
}
