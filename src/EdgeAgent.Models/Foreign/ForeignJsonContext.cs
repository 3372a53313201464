using System.Text.Json.Serialization;

namespace EdgeAgent.Models.Foreign;

/// <summary>How other tools' configuration files are read: snake_case, unknown members skipped, absent ones null.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(GenAiConfig))]
[JsonSerializable(typeof(HuggingFaceModel))]
[JsonSerializable(typeof(HuggingFaceGeneration))]
internal sealed partial class ForeignJsonContext : JsonSerializerContext;
