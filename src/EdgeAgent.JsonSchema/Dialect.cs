namespace EdgeAgent.JsonSchema;

/// <summary>A draft and those of its vocabularies that a meta-schema switches on.</summary>
internal sealed record Dialect(SchemaDraft Draft, Vocabularies Vocabularies)
{
    /// <summary>What a schema has that names a draft or nothing: everything but the assertion of formats.</summary>
    public static Dialect Of(SchemaDraft draft) => new(draft, Vocabularies.Applicator | Vocabularies.Unevaluated | Vocabularies.Validation);

    public bool AssertsFormat => Vocabularies.HasFlag(Vocabularies.FormatAssertion);

    /// <summary>Before 2019-09 <c>$ref</c> hides the keywords beside it.</summary>
    public bool RefHidesSiblings => Draft is SchemaDraft.Draft4 or SchemaDraft.Draft6 or SchemaDraft.Draft7;

    /// <summary>Whether every keyword of the draft is there.</summary>
    private bool IsWhole { get; } = (~Vocabularies & (Vocabularies.Applicator | Vocabularies.Unevaluated | Vocabularies.Validation)) == 0;

    /// <summary>Whether the vocabulary that a restricting keyword belongs to is on.</summary>
    public bool Has(string keyword)
    {
        if (IsWhole) return true;
        Vocabularies needed = keyword switch
        {
            "unevaluatedItems" or "unevaluatedProperties" => Draft == SchemaDraft.Draft201909 ? Vocabularies.Applicator : Vocabularies.Unevaluated,
            "type" or "enum" or "const" or "multipleOf" or "maximum" or "exclusiveMaximum" or "minimum" or "exclusiveMinimum"
                or "maxLength" or "minLength" or "pattern" or "maxItems" or "minItems"
                or "uniqueItems" or "maxContains" or "minContains" or "maxProperties" or "minProperties" or "required" or "dependentRequired" => Vocabularies.Validation,
            "prefixItems" or "items" or "additionalItems" or "contains" or "additionalProperties" or "properties"
                or "patternProperties" or "dependentSchemas" or "dependencies" or "propertyNames" or "if" or "then" or "else" or "allOf" or "anyOf" or "oneOf" or "not" => Vocabularies.Applicator,
            _ => Vocabularies.None,
        };
        return (Vocabularies & needed) == needed;
    }
}
