using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeAgent.Models;

/// <summary>How this part's files are read and written: camelCase, unknown members skipped, missing ones refused, nulls not written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    WriteIndented = true,
    NewLine = "\n")]
[JsonSerializable(typeof(ModelDescriptor))]
[JsonSerializable(typeof(ManifestFile))]
[JsonSerializable(typeof(StoreStamp))]
internal sealed partial class ModelsJsonContext : JsonSerializerContext;
