using System.Text.Json;
using System.Text.RegularExpressions;

namespace EdgeAgent.JsonSchema.Checking;

/// <summary>A schema made ready to check values: names as UTF-8, expressions compiled, references followed. Null and empty where the keyword is absent.</summary>
/// <remarks>Immutable once built; shared by all validations.</remarks>
internal sealed class Plan(SchemaNode node)
{
    public SchemaNode Node { get; } = node;

    /// <summary>Nothing to check.</summary>
    public bool IsTrivial { get; set; }

    public bool ChecksValue { get; set; }

    public bool ChecksNumber { get; set; }

    public bool ChecksString { get; set; }

    public bool ChecksArray { get; set; }

    public bool ChecksObject { get; set; }

    public bool ChecksLogic { get; set; }

    public EnumValues? Enum { get; set; }

    public NumberBounds? Numbers { get; set; }

    public long MinLength { get; set; }

    public long MaxLength { get; set; } = long.MaxValue;

    public Regex? Pattern { get; set; }

    /// <summary>A format that can be checked; whether it is, the dialect or the validator says.</summary>
    public string? Format { get; set; }

    public NameTable? Names { get; set; }

    /// <summary>The schemas of <c>properties</c> by the names' indexes; null where a name is only required, or needs others.</summary>
    public Plan?[] Properties { get; set; } = [];

    public int[] Required { get; set; } = [];

    public (int Name, int[] Needed)[] DependentRequired { get; set; } = [];

    public (int Name, Plan Schema)[] DependentSchemas { get; set; } = [];

    public (Regex Pattern, string Text, Plan Schema)[] PatternProperties { get; set; } = [];

    public Plan? AdditionalProperties { get; set; }

    public Plan? UnevaluatedProperties { get; set; }

    public Plan? PropertyNames { get; set; }

    public long MinProperties { get; set; }

    public long MaxProperties { get; set; } = long.MaxValue;

    public Plan[] PrefixItems { get; set; } = [];

    public Plan? Items { get; set; }

    public Plan? UnevaluatedItems { get; set; }

    public Plan? Contains { get; set; }

    public long MinItems { get; set; }

    public long MaxItems { get; set; } = long.MaxValue;

    public Plan? Ref { get; set; }

    /// <summary>What the dynamic reference leads to where nothing redirects it.</summary>
    public Plan? DynamicRef { get; set; }

    /// <summary>Where a resource redirects the dynamic reference to.</summary>
    public Dictionary<SchemaResource, Plan>? DynamicTargets { get; set; }

    public Plan[] AllOf { get; set; } = [];

    public Plan[]? AnyOf { get; set; }

    public Plan[]? OneOf { get; set; }

    public Plan? Not { get; set; }

    public Plan? If { get; set; }

    public Plan? Then { get; set; }

    public Plan? Else { get; set; }

    /// <summary>Whether the schema asks what others have looked at of a value of this kind.</summary>
    public bool AsksWhatIsEvaluated(JsonValueKind kind) =>
        kind == JsonValueKind.Object ? UnevaluatedProperties is not null : kind == JsonValueKind.Array && UnevaluatedItems is not null;
}
