using System.Text.Json;

namespace EdgeAgent.JsonSchema;

/// <summary>Says whether a JSON value is one that a schema allows: the seam where another validator can be plugged.</summary>
/// <remarks>Implementations are thread-safe.</remarks>
public interface IJsonSchemaValidator
{
    /// <summary>Checks a value against the schema.</summary>
    /// <param name="instance">The value; not kept.</param>
    /// <returns>Valid, or the errors, each with its place in the value and in the schema. Never throws for what the value holds.</returns>
    ValidationResult Validate(JsonElement instance);
}
