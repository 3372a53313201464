using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using EdgeAgent.Agents.Tools;
using EdgeAgent.JsonSchema;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents;

/// <summary>A function that a model may call: its name and schema, its handler, and the policy it runs under.</summary>
/// <remarks>
/// Immutable and thread-safe; agents may share it. Its handler must bear to run twice at once, for several turns may run at a time,
/// unless <see cref="ToolOptions.MaxConcurrency"/> is 1. What cannot be described to a model is refused here, when the tool is made, never
/// in the middle of a conversation.
/// </remarks>
public sealed class AgentTool
{
    private const string ByReflection =
        "Reads signatures, nullability and enums by reflection, which trimming takes away. Mark methods with [Tool] and use the generated AsTools().";

    internal AgentTool(
        AIFunctionDeclaration declaration, AIFunction function, ToolOptions options, IJsonSchemaValidator validator, IArgumentBinder binder) =>
        (Declaration, Function, Options, Validator, Binder) = (declaration, function, options, validator, binder);

    /// <summary>The name the model calls it by.</summary>
    public string Name => Declaration.Name;

    /// <summary>What it does, as the model reads it; empty when nobody said.</summary>
    public string Description => Declaration.Description;

    /// <summary>The JSON Schema of the arguments, as the model reads it.</summary>
    public JsonElement Parameters => Declaration.JsonSchema;

    /// <summary>The policy the handler runs under.</summary>
    public ToolOptions Options { get; }

    /// <summary>The handler itself. To invoke it directly is to pass by validation, approval and time-out.</summary>
    public AIFunction Function { get; }

    /// <summary>What a model call is given. Not invocable, so that no middleware of the client runs the handler on its own.</summary>
    internal AIFunctionDeclaration Declaration { get; }

    internal IJsonSchemaValidator Validator { get; }

    internal IArgumentBinder Binder { get; }

    /// <summary>Makes a tool from a method: <c>AgentTool.Create(GetWeather)</c>.</summary>
    /// <param name="method">
    /// The handler. A <see cref="CancellationToken"/>, an <see cref="IServiceProvider"/> and an <see cref="AIFunctionArguments"/> among
    /// its parameters are filled in and stay out of the schema; all others must be types that JSON can carry.
    /// </param>
    /// <param name="options">Name, description and policy; what a <see cref="ToolAttribute"/> on the method says is added, the stricter
    /// approval holds.</param>
    /// <exception cref="AgentException">A parameter's type cannot come from JSON, or the name is not usable (a lambda has
    /// none).</exception>
    [RequiresUnreferencedCode(ByReflection)]
    [RequiresDynamicCode(ByReflection)]
    public static AgentTool Create(Delegate method, ToolOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(method);
        return MethodTool.Create(method.Method, method.Target, options ?? ToolOptions.Default);
    }

    /// <summary>Makes a tool from any function of Microsoft.Extensions.AI; one that requires approval is asked for.</summary>
    /// <param name="function">The function; its schema is shown as it is.</param>
    /// <param name="options">Name, description and policy.</param>
    /// <exception cref="AgentException">The name is not usable or the schema cannot be read.</exception>
    public static AgentTool FromFunction(AIFunction function, ToolOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        options ??= ToolOptions.Default;
        if (options.Approval == ToolApproval.Never && function.GetService<ApprovalRequiredAIFunction>() is not null)
            options = options with { Approval = ToolApproval.Ask };
        (string name, string description) = (options.Name ?? function.Name, options.Description ?? function.Description);
        return FromDeclared(name, description, function.JsonSchema, function, options);
    }

    /// <summary>Makes a tool from a JSON Schema and a handler of JSON.</summary>
    /// <param name="name">The name for the model, unless the options have one.</param>
    /// <param name="description">What it does, for the model, unless the options say.</param>
    /// <param name="schema">Schema of an object; shown as it is.</param>
    /// <param name="handler">Gets the whole, valid arguments; what it returns is written as JSON.</param>
    /// <param name="options">The policy.</param>
    /// <exception cref="AgentException">The name is not usable or the schema cannot be read.</exception>
    public static AgentTool FromSchema(
        string name, string description, JsonElement schema,
        Func<JsonElement, CancellationToken, ValueTask<object?>> handler, ToolOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(description);
        ArgumentNullException.ThrowIfNull(handler);
        options ??= ToolOptions.Default;
        (name, description) = (options.Name ?? name, options.Description ?? description);
        return FromDeclared(name, description, schema, new SchemaFunction(name, description, schema.Clone(), handler), options);
    }

    /// <summary>Makes a tool of every public method that <see cref="ToolAttribute"/> marks, in the order they are declared.</summary>
    /// <param name="instance">The object whose methods are called; its declared type is searched.</param>
    /// <param name="options">The policy of those whose attribute says nothing else; without a name.</param>
    /// <exception cref="AgentException">No method is marked, or one cannot be a tool.</exception>
    /// <remarks>
    /// By reflection, at run time. The generated <c>AsTools()</c> of the class makes the same tools at compile time, and is the one to
    /// take: this one remains for types that a program does not know when it is compiled, and for serializer options of one's own.
    /// </remarks>
    [RequiresUnreferencedCode(ByReflection)]
    [RequiresDynamicCode(ByReflection)]
    public static IReadOnlyList<AgentTool> FromObject<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods)] T>(T instance, ToolOptions? options = null)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(instance);
        MethodInfo[] marked = [.. typeof(T).GetMethods()
            .Where(m => m.IsDefined(typeof(ToolAttribute)))
            .OrderBy(m => m.MetadataToken)];
        if (marked.Length == 0)
        {
            throw new AgentException("EA6003", $"{typeof(T)} has no public method marked with [Tool].", typeof(T).ToString(),
                "Mark the methods a model may call, and pass the object by a variable of its own class.");
        }
        return [.. marked.Select(m => MethodTool.Create(m, m.IsStatic ? null : instance, options ?? ToolOptions.Default))];
    }

    /// <summary>The declaration as a line: name and schema.</summary>
    public override string ToString() => $"{Name} {Parameters.GetRawText()}";

    private static AgentTool FromDeclared(string name, string description, JsonElement schema, AIFunction function, ToolOptions options)
    {
        ToolName.Check(name, $"tool {name}");
        IJsonSchemaValidator validator = ToolSchema.Validator(schema, name);
        AIFunctionDeclaration declaration = ToolDeclaration.Create(name, description, schema.Clone(), options);
        return new(declaration, function, options, validator, RawArguments.Binder);
    }
}
