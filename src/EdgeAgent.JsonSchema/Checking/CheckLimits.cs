namespace EdgeAgent.JsonSchema.Checking;

/// <summary>What one validation may cost, and what it checks beyond the schema's own assertions.</summary>
internal sealed record CheckLimits(int MaxErrors, int MaxSteps, bool AssertFormats, bool AssertContent, bool NeedsScopes);
