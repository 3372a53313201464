namespace EdgeAgent.Agents;

/// <summary>Fills a parameter of a tool's method from <see cref="AgentOptions.Services"/>: the model neither sees nor gives it.</summary>
/// <remarks>
/// <c>[FromKeyedServices("key")]</c> of Microsoft.Extensions.DependencyInjection does the same for a service with a key. A parameter
/// with a default value keeps it where the service is not registered.
/// </remarks>
/// <example><c>[Tool] public string SetLight(string room, [FromServices] IHouse house)</c></example>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class FromServicesAttribute : Attribute;
