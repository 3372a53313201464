using System.Text.Json;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Tools;

/// <summary>Hands arguments on as JSON, for functions that bind them on their own.</summary>
internal sealed class RawArguments : IArgumentBinder
{
    public static RawArguments Binder { get; } = new();

    public AIFunctionArguments Bind(JsonElement arguments, out string? error)
    {
        AIFunctionArguments bound = [];
        foreach (JsonProperty argument in arguments.EnumerateObject()) bound[argument.Name] = argument.Value;
        error = null;
        return bound;
    }
}
