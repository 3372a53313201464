using System.Text.Json.Serialization;

namespace EdgeAgent.Agents.Audit;

/// <summary>How records are written as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ToolAuditRecord))]
internal sealed partial class AuditJsonContext : JsonSerializerContext;
