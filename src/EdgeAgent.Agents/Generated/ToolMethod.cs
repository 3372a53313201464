using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using EdgeAgent.Agents.Tools;
using EdgeAgent.JsonSchema;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Generated;

/// <summary>What the source generator writes down of a <c>[Tool]</c> method; for generated code, not for yours.</summary>
/// <remarks>Immutable. The generator and the library are one package, so this surface changes with both.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ToolMethod
{
    /// <summary>Class and method, for errors.</summary>
    public required string Method { get; init; }

    /// <summary>The method's own name for the model, which attribute and options may replace.</summary>
    public required string Name { get; init; }

    /// <summary>The method's own description; empty when it has none.</summary>
    public required string Description { get; init; }

    /// <summary>The JSON Schema of the arguments, as the model reads it.</summary>
    [StringSyntax(StringSyntaxAttribute.Json)]
    public required string Schema { get; init; }

    /// <summary>The method's attribute, made anew with the values it was written with.</summary>
    public required ToolAttribute Attribute { get; init; }

    /// <summary>How arguments are bound to the conversation where their parameters do not say; null where the method does not either.</summary>
    public GroundingAttribute? Grounding { get; init; }

    /// <summary>The parameters that the model fills in, in the order of the schema's properties.</summary>
    public required IReadOnlyList<ToolParameter> Parameters { get; init; }

    /// <summary>How arguments are read and results are written.</summary>
    public required JsonSerializerOptions Json { get; init; }

    /// <summary>Calls the method; gives <see cref="ToolInvocation.Result"/> or null.</summary>
    public required Func<ToolInvocation, ValueTask<object?>> Handler { get; init; }

    /// <summary>Makes the tool.</summary>
    /// <param name="options">What the host says of it; the attribute's words are added as for
    /// <see cref="AgentTool.FromObject{T}(T, ToolOptions?)"/>.</param>
    /// <exception cref="AgentException">The options have a name that is not usable, or serializer options, or the attribute a value out
    /// of range.</exception>
    public AgentTool ToTool(ToolOptions? options)
    {
        string where = (options?.Name ?? Attribute.Name) is { } given ? $"tool {given}" : $"method {Method}";
        options = MethodTool.Merge(options ?? ToolOptions.Default, Attribute, where);
        if (options.SerializerOptions is not null)
        {
            throw new AgentException("EA6044", "The tool's schema was made at compile time, for the default serializer options.", where,
                "Leave ToolOptions.SerializerOptions unset, or make the tool with AgentTool.FromObject or AgentTool.Create.");
        }
        string name = options.Name ?? Attribute.Name ?? Name;
        ToolName.Check(name, where);

        JsonElement schema = JsonElement.Parse(Schema);
        string description = options.Description ?? Description;
        IJsonSchemaValidator validator = ToolSchema.Validator(SchemaTidier.Close(schema), name);
        return new(ToolDeclaration.Create(name, description, schema, options, Grounding, Parameters.Select(p => (p.Name, p.Grounding))),
            new GeneratedFunction(name, description, schema, Json, Handler), options, validator, new TypedArguments(Parameters));
    }
}
