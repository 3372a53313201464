using System.Text.Json;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Tools;

/// <summary>Turns valid JSON arguments into what a function takes.</summary>
internal interface IArgumentBinder
{
    /// <summary>Binds the arguments, or says for the model which of them does not fit its type.</summary>
    /// <param name="arguments">A JSON object that the tool's schema accepts.</param>
    /// <param name="error">Null when all fit.</param>
    AIFunctionArguments Bind(JsonElement arguments, out string? error);
}
