namespace EdgeAgent.JsonSchema;

/// <summary>The outcome of a validation.</summary>
/// <param name="IsValid">Whether the schema allows the value.</param>
/// <param name="Errors">Why not: empty when valid, else at least one and at most the validator's limit.</param>
public sealed record ValidationResult(bool IsValid, IReadOnlyList<ValidationError> Errors)
{
    /// <summary>The value is allowed.</summary>
    public static ValidationResult Valid { get; } = new(true, []);
}
