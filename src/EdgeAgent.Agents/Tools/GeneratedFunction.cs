using System.Text.Json;
using EdgeAgent.Agents.Generated;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Tools;

/// <summary>A method that generated code calls.</summary>
internal sealed class GeneratedFunction(
    string name, string description, JsonElement schema, JsonSerializerOptions json, Func<ToolInvocation, ValueTask<object?>> handler) : AIFunction
{
    public override string Name => name;

    public override string Description => description;

    public override JsonElement JsonSchema => schema;

    public override JsonSerializerOptions JsonSerializerOptions => json;

    protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken) =>
        handler(new ToolInvocation(arguments, json, cancellationToken));
}
