using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EdgeAgent.Agents.Tools;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Generated;

/// <summary>One call of a <see cref="ToolMethod"/>: what its handler takes the method's arguments from; for generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct ToolInvocation
{
    private readonly JsonSerializerOptions _json;

    internal ToolInvocation(AIFunctionArguments arguments, JsonSerializerOptions json, CancellationToken cancellationToken) =>
        (Arguments, _json, CancellationToken) = (arguments, json, cancellationToken);

    /// <summary>All arguments, for a parameter of that type.</summary>
    public AIFunctionArguments Arguments { get; }

    /// <summary>Cancelled when the call's time is up or its turn ends.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>An argument.</summary>
    /// <typeparam name="T">The parameter's type.</typeparam>
    /// <param name="name">Its name in the schema.</param>
    /// <exception cref="ArgumentException">It is missing: only where the handler is called past its agent.</exception>
    public T Get<T>(string name) => Arguments.TryGetValue(name, out object? value)
        ? Read<T>(value)
        : throw new ArgumentException($"The argument '{name}' is missing.", nameof(name));

    /// <summary>An argument that may be left out.</summary>
    /// <typeparam name="T">The parameter's type.</typeparam>
    /// <param name="name">Its name in the schema.</param>
    /// <param name="whenAbsent">The parameter's default value.</param>
    public T Get<T>(string name, T whenAbsent) => Arguments.TryGetValue(name, out object? value) ? Read<T>(value) : whenAbsent;

    /// <summary>The host's services.</summary>
    /// <param name="parameter">The parameter, for the error.</param>
    /// <exception cref="AgentException">The agent has none.</exception>
    public IServiceProvider Services(string parameter) =>
        Arguments.Services ?? throw InjectedServices.Missing(typeof(IServiceProvider), parameter, null);

    /// <summary>A service of the host.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="parameter">The parameter, for the error.</param>
    /// <param name="key">Its key; null for the one without.</param>
    /// <exception cref="AgentException">It is not registered.</exception>
    public T Service<T>(string parameter, object? key = null) =>
        InjectedServices.Find(typeof(T), key, Arguments.Services) is T service
            ? service
            : throw InjectedServices.Missing(typeof(T), parameter, Arguments.Services);

    /// <summary>A service of the host, or the parameter's default value where it is not registered.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="whenAbsent">The default value.</param>
    /// <param name="key">Its key; null for the one without.</param>
    public T ServiceOr<T>(T whenAbsent, object? key = null) =>
        InjectedServices.Find(typeof(T), key, Arguments.Services) is T service ? service : whenAbsent;

    /// <summary>The method's result as JSON, written by its declared type.</summary>
    /// <typeparam name="T">The declared type.</typeparam>
    /// <param name="result">The result.</param>
    public object? Result<T>(T result) => JsonSerializer.SerializeToElement(result, (JsonTypeInfo<T>)_json.GetTypeInfo(typeof(T)));

    // An agent hands over typed values; whoever calls AgentTool.Function himself may give JSON.
    private T Read<T>(object? value) => value switch
    {
        T typed => typed,
        null => default!,
        JsonElement element => element.Deserialize((JsonTypeInfo<T>)_json.GetTypeInfo(typeof(T)))!,
        _ => throw new ArgumentException($"A {value.GetType().Name} cannot be given as {typeof(T).Name}.", nameof(value)),
    };
}
