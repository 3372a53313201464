using System.Text.Json;

namespace EdgeAgent.Agents;

/// <summary>One call that the model asked for.</summary>
/// <param name="CallId">Unique in its conversation.</param>
/// <param name="Name">The tool's name as the model wrote it; of an unknown tool it can be anything.</param>
/// <param name="Arguments">The arguments as a JSON object; an undefined element where the client could not read them.</param>
public sealed record ToolCall(string CallId, string Name, JsonElement Arguments)
{
    /// <summary>The call as a person reads it: <c>set_light({"room":"kitchen"})</c>.</summary>
    public override string ToString() =>
        $"{Name}({(Arguments.ValueKind == JsonValueKind.Undefined ? "" : Arguments.GetRawText())})";
}
