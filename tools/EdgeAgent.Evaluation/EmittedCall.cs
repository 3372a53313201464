using System.Text.Json;

namespace EdgeAgent.Evaluation;

/// <summary>A tool call, expected or emitted.</summary>
/// <param name="Name">The tool's name.</param>
/// <param name="Arguments">The arguments; what is no object is as wrong as any other difference.</param>
internal sealed record EmittedCall(string Name, JsonElement Arguments)
{
    public override string ToString() => $"{Name}{(Arguments.ValueKind == JsonValueKind.Undefined ? "?" : Arguments.GetRawText())}";
}
