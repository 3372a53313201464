using System.Text.Json;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Tools;

/// <summary>What a model call is given of a tool: name, description, schema, and how its strings are bound.</summary>
internal sealed class ToolDeclaration : AIFunctionDeclaration
{
    private ToolDeclaration(string name, string description, JsonElement schema, ToolGrounding? grounding)
    {
        (Name, Description, JsonSchema) = (name, description, schema);
        if (grounding is not null) AdditionalProperties = new Dictionary<string, object?> { [ToolGrounding.Key] = grounding };
    }

    public override string Name { get; }

    public override string Description { get; }

    public override JsonElement JsonSchema { get; }

    public override IReadOnlyDictionary<string, object?> AdditionalProperties { get; } = new Dictionary<string, object?>();

    /// <summary>A declaration as the options say.</summary>
    public static ToolDeclaration Create(string name, string description, JsonElement schema, ToolOptions options) =>
        new(name, description, schema, options.Grounding is { } grounding ? new ToolGrounding { Arguments = grounding } : null);

    /// <summary>A method's declaration: its attributes first, then the options.</summary>
    public static ToolDeclaration Create(
        string name, string description, JsonElement schema, ToolOptions options,
        GroundingAttribute? method, IEnumerable<(string Name, GroundingAttribute? Grounding)> parameters)
    {
        ArgumentGrounding? whole = method?.Grounding ?? options.Grounding;
        Dictionary<string, ArgumentGrounding> single = [];
        foreach ((string parameter, GroundingAttribute? attribute) in parameters)
            if (attribute is not null) single[parameter] = attribute.Grounding;
        return new(name, description, schema, whole is null && single.Count == 0 ? null : new ToolGrounding { Arguments = whole, Parameters = single });
    }
}
