using System.Text.Json;
using System.Text.Json.Serialization;
using EdgeAgent.Models.Pull;

namespace EdgeAgent.Models;

/// <summary>
/// How this part's files are read and written: camelCase, unknown members skipped, missing ones refused, nulls not written.
/// </summary>
/// <remarks>
/// Generated readers give every init-only property a value: null or 0 where the JSON has none, whatever its initializer says. So lists turn
/// null into an empty list, and numbers and flags with another default are nullable or required.
/// </remarks>
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
[JsonSerializable(typeof(HubListing))]
[JsonSerializable(typeof(PullLockFile))]
internal sealed partial class ModelsJsonContext : JsonSerializerContext;
