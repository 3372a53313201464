using System.Text.Json;

namespace EdgeAgent.JsonSchema.Tests.Suite;

/// <summary>An instance of the official test suite with its verdict.</summary>
public sealed record SuiteTest(string Description, JsonElement Data, bool Valid);
