using System.Text.Json;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Tools;

/// <summary>A function whose handler takes its arguments as one JSON object.</summary>
internal sealed class SchemaFunction(
    string name, string description, JsonElement schema, Func<JsonElement, CancellationToken, ValueTask<object?>> handler) : AIFunction
{
    public override string Name => name;

    public override string Description => description;

    public override JsonElement JsonSchema => schema;

    protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken) =>
        handler(ToolArguments.ToJson(arguments), cancellationToken);
}
