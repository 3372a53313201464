using System.Text.Json;
using EdgeAgent;
using EdgeAgent.Agents;
using EdgeAgent.Conversion;
using EdgeAgent.Grammar;
using EdgeAgent.Inference;
using EdgeAgent.JsonSchema;
using EdgeAgent.Models;
using EdgeAgent.Templates;
using EdgeAgent.Tokenizers;

namespace SmartHome.Terminal;

/// <summary>What a person and a script get of an exception: one message, one exit code.</summary>
public static class Failures
{
    /// <summary>Set to 1, exceptions are shown with their stack.</summary>
    public const string DebugVariable = "EDGE_AGENT_DEBUG";

    /// <summary>Writes the message and tells the exit code.</summary>
    public static int Report(Exception exception, TextWriter error)
    {
        ArgumentNullException.ThrowIfNull(exception);
        bool debug = Environment.GetEnvironmentVariable(DebugVariable) == "1";
        int code = ExitCodeOf(exception);
        if (debug) error.WriteLine(exception);
        else if (exception is OperationCanceledException) error.WriteLine("Cancelled.");
        else if (IsExplained(exception)) error.WriteLine(exception.Message);
        else error.WriteLine($"Unexpected {exception.GetType().Name}: {exception.Message} Set {DebugVariable}=1 to see where.");
        return code;
    }

    /// <summary>The exit code of an exception.</summary>
    public static int ExitCodeOf(Exception exception) => exception switch
    {
        OperationCanceledException => ExitCodes.Cancelled,
        ContextLengthException or TimeoutException => ExitCodes.Limit,
        ConversionException or JsonSchemaException or GrammarException or AgentException or JsonException => ExitCodes.BadInput,
        ModelException or TokenizerException or TemplateException => ExitCodes.Model,
        InferenceException { Code: "EA5001" } or LocalModelException { Code: "EA5501" } => ExitCodes.Model, // the package lacks a part
        InferenceException { Code: "EA5002" or "EA5005" } => ExitCodes.ExecutionProvider, // ONNX Runtime refused or failed
        LocalModelException => ExitCodes.BadInput,
        _ => ExitCodes.Failed,
    };

    // What, where and fix are in the message of these; of others the type tells more.
    private static bool IsExplained(Exception exception) =>
        exception.GetType().Namespace?.StartsWith("EdgeAgent", StringComparison.Ordinal) == true
        || exception is JsonException or IOException or UnauthorizedAccessException;
}
