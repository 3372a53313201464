using System.Text.Json;
using EdgeAgent.JsonSchema;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Evaluation;

/// <summary>Validates every emitted call against the schema of its tool, whatever wrote it.</summary>
internal sealed class CallChecker
{
    private readonly Dictionary<string, JsonSchemaValidator> _validators;

    public CallChecker(IEnumerable<AIFunctionDeclaration> tools) => _validators =
        tools.ToDictionary(tool => tool.Name, tool => new JsonSchemaValidator(SchemaDocument.Parse(tool.JsonSchema)));

    /// <summary>What is wrong with the calls; empty where all are valid.</summary>
    public IReadOnlyList<string> Check(IEnumerable<EmittedCall> calls) =>
        [.. calls.Select(Problem).OfType<string>()];

    private string? Problem(EmittedCall call)
    {
        if (!_validators.TryGetValue(call.Name, out JsonSchemaValidator? validator)) return $"{call}: there is no such tool";
        if (call.Arguments.ValueKind == JsonValueKind.Undefined) return $"{call}: no arguments";
        ValidationResult result = validator.Validate(call.Arguments);
        return result.IsValid ? null : $"{call}: {string.Join("; ", result.Errors)}";
    }
}
