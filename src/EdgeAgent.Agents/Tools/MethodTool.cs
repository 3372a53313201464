using System.Reflection;
using System.Text.Json;
using EdgeAgent.JsonSchema;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Tools;

/// <summary>Makes a tool from a method: schema from the signature, typed arguments.</summary>
internal static class MethodTool
{
    public static AgentTool Create(MethodInfo method, object? target, ToolOptions options)
    {
        ToolAttribute? attribute = method.GetCustomAttribute<ToolAttribute>(inherit: true);
        string where = (options.Name ?? attribute?.Name) is { } given ? $"tool {given}" : $"method {method.DeclaringType?.Name}.{method.Name}";
        options = Merge(options, attribute, where);
        JsonSerializerOptions json = options.SerializerOptions ?? ToolJson.SerializerOptions;
        json.MakeReadOnly();

        ParameterInfo[] parameters = [.. method.GetParameters().Where(IsArgument)];
        ParameterTypes.Check(parameters, json, where);
        AIFunction function = MakeFunction(method, target, options, attribute, json, where);
        string name = options.Name ?? attribute?.Name ?? NameOf(method, function);
        ToolName.Check(name, where);

        JsonElement schema = SchemaTidier.Tidy(function.JsonSchema);
        AIFunctionDeclaration declaration =
            ToolDeclaration.Create(name, options.Description ?? function.Description, schema, options, method.GetCustomAttribute<GroundingAttribute>(inherit: true),
                parameters.Zip(schema.GetProperty("properties").EnumerateObject(), (parameter, property) =>
                    (property.Name, parameter.GetCustomAttribute<GroundingAttribute>(inherit: true))));
        IJsonSchemaValidator validator = ToolSchema.Validator(SchemaTidier.Close(schema), name);
        return new(declaration, function, options, validator, TypedArguments.Of(parameters, schema, json));
    }

    /// <summary>True for a parameter that the model fills in.</summary>
    private static bool IsArgument(ParameterInfo parameter) =>
        parameter.ParameterType != typeof(CancellationToken) && parameter.ParameterType != typeof(IServiceProvider)
        && parameter.ParameterType != typeof(AIFunctionArguments) && !InjectedServices.IsMarked(parameter);

    /// <summary>What host and attribute say together: the one place that reads the attribute, for generated tools too.</summary>
    internal static ToolOptions Merge(ToolOptions options, ToolAttribute? attribute, string where)
    {
        if (attribute is null) return options;
        if (attribute.TimeoutSeconds is not (0 or (>= 0.001 and <= 3600)))
        {
            throw new AgentException("EA6009", $"TimeoutSeconds is {attribute.TimeoutSeconds}.", where,
                "Give 0.001 to 3600 seconds, or 0 for the default.");
        }
        return options with
        {
            // The author of a method and its host each know a risk the other may not: the stricter word holds.
            Approval = (ToolApproval)Math.Max((int)options.Approval, (int)attribute.Approval),
            Timeout = attribute.TimeoutSeconds > 0 ? TimeSpan.FromSeconds(attribute.TimeoutSeconds) : options.Timeout,
            Idempotent = options.Idempotent || attribute.Idempotent,
            Risk = (ToolRisk)Math.Max((int)options.Risk, (int)attribute.Risk),
            AllowParallel = options.AllowParallel ?? (attribute.AllowParallel ? true : null),
        };
    }

    private static AIFunction MakeFunction(
        MethodInfo method, object? target, ToolOptions options, ToolAttribute? attribute, JsonSerializerOptions json, string where)
    {
        try
        {
            return AIFunctionFactory.Create(method, target, new AIFunctionFactoryOptions
            {
                Name = options.Name ?? attribute?.Name,
                Description = options.Description,
                SerializerOptions = json,
                ExcludeResultSchema = true,
                JsonSchemaCreateOptions = InnerSchemas.Options,
                ConfigureParameterBinding = p => InjectedServices.IsMarked(p)
                    ? new() { ExcludeFromSchema = true, BindParameter = InjectedServices.Find } : default,
            });
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or InvalidOperationException or InvalidCastException
            or JsonException)
        {
            throw new AgentException("EA6002", $"The method cannot be a tool: {e.Message}", where,
                "Give it parameters and a result that System.Text.Json can read and write, or use AgentTool.FromSchema.", e);
        }
    }

    private static string NameOf(MethodInfo method, AIFunction function)
    {
        // The compiler calls a lambda <Main>b__0_1 and a local function <Main>g__Name|0_1: only the second has a name of its own.
        if (method.Name.Contains(">b__", StringComparison.Ordinal)) return "";
        int local = method.Name.IndexOf(">g__", StringComparison.Ordinal);
        string name = WithoutAsync(local < 0 ? method.Name : method.Name[(local + 4)..].Split('|')[0]);
        // Where the factory found another name, an attribute of Microsoft.Extensions.AI gave it.
        bool named = local < 0 && WithoutAsync(function.Name) != name;
        return named ? function.Name : JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
    }

    private static string WithoutAsync(string name) =>
        name.EndsWith("Async", StringComparison.Ordinal) && name.Length > 5 ? name[..^5] : name;
}
