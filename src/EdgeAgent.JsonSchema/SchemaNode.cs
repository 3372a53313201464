using System.Text.Json;

namespace EdgeAgent.JsonSchema;

/// <summary>One schema or subschema with its keywords, each null (or empty) where absent.</summary>
/// <remarks>Immutable once its document is read; thread-safe. The members bear the keywords' names; their meaning is the specification's.</remarks>
public sealed class SchemaNode
{
    internal SchemaNode(JsonElement json, SchemaNode? parent, string keyword, string? key, SchemaResource resource) =>
        (Json, Parent, Keyword, Key, Resource) = (json, parent, keyword, key, resource);

    /// <summary>The schema that this one stands in; null for a document's root.</summary>
    internal SchemaNode? Parent { get; }

    /// <summary>The keyword that it stands under, escaped for pointers; of a root, how pointers call it.</summary>
    internal string Keyword { get; }

    /// <summary>The member's name or item's index under the keyword, where that holds several schemas.</summary>
    internal string? Key { get; }

    internal SchemaResource Resource { get; set; }

    /// <summary>The schema as written: an object or a boolean.</summary>
    public JsonElement Json { get; }

    /// <summary>Where the schema is in its document, as <c>#/properties/name</c>; before the <c>#</c> another document's URI. Made on each call.</summary>
    public string Pointer
    {
        get
        {
            if (Parent is null) return Keyword;
            string pointer = $"{Parent.Pointer}/{Keyword}";
            return Key is null ? pointer : JsonPointer.Append(pointer, Key);
        }
    }

    /// <summary>The draft whose rules this schema follows.</summary>
    public SchemaDraft Draft => Resource.Dialect.Draft;

    /// <summary>The root of the schema resource that this schema belongs to: itself where it has an <c>$id</c>, else that of the schema around it.</summary>
    /// <remarks>A dynamic reference looks for its anchor in the resources that a validation has come through, the outermost first.</remarks>
    public SchemaNode ResourceRoot => Resource.Root!;

    /// <summary>For a boolean schema, what it is; null for an object.</summary>
    public bool? Boolean { get; internal set; }

    /// <summary>Whether it restricts nothing: <c>true</c>, <c>{}</c>, or annotations only.</summary>
    public bool AllowsEverything => Boolean ?? !HasAssertions;

    internal bool HasAssertions { get; set; }

    /// <summary><c>type</c>.</summary>
    public SchemaTypes Types { get; internal set; }

    /// <summary><c>enum</c>.</summary>
    public IReadOnlyList<JsonElement>? Enum { get; internal set; }

    /// <summary><c>const</c>.</summary>
    public JsonElement? Const { get; internal set; }

    /// <summary>What <c>$ref</c> leads to.</summary>
    public SchemaNode? Ref { get; internal set; }

    /// <summary><c>$dynamicRef</c> or <c>$recursiveRef</c>, as written.</summary>
    public string? DynamicRef { get; internal set; }

    /// <summary>What <see cref="DynamicRef"/> may lead to, null without it: first the schema that it names, then every other that it may be redirected to.</summary>
    /// <remarks>Made on each call. With one entry it is as good as <c>$ref</c>. With more, it is the one in the outermost resource (<see cref="ResourceRoot"/>) that the
    /// validation came through, and the first entry where it came through none of theirs.</remarks>
    public IReadOnlyList<SchemaNode>? DynamicRefTargets =>
        DynamicTarget is null ? null : DynamicCandidates is null ? [DynamicTarget] : [DynamicTarget, .. DynamicCandidates.Where(c => c != DynamicTarget)];

    internal SchemaNode? DynamicTarget { get; set; }

    /// <summary>The schemas with the dynamic anchor that is looked for, in a list that all references to it share; null where none is looked for.</summary>
    internal List<SchemaNode>? DynamicCandidates { get; set; }

    /// <summary>The dynamic anchor that <see cref="DynamicRef"/> looks for; null where it leads to its first target always.</summary>
    internal string? DynamicName { get; set; }

    /// <summary><c>$dynamicAnchor</c>.</summary>
    public string? DynamicAnchor { get; internal set; }

    /// <summary><c>$recursiveAnchor</c>.</summary>
    public bool RecursiveAnchor { get; internal set; }

    /// <summary>Whether the schema's dialect asserts formats (the vocabulary format-assertion); otherwise <see cref="Format"/> is an annotation.</summary>
    public bool AssertsFormat => Resource.Dialect.AssertsFormat;

    /// <summary><c>allOf</c>.</summary>
    public IReadOnlyList<SchemaNode>? AllOf { get; internal set; }

    /// <summary><c>anyOf</c>.</summary>
    public IReadOnlyList<SchemaNode>? AnyOf { get; internal set; }

    /// <summary><c>oneOf</c>.</summary>
    public IReadOnlyList<SchemaNode>? OneOf { get; internal set; }

    /// <summary><c>not</c>.</summary>
    public SchemaNode? Not { get; internal set; }

    /// <summary><c>if</c>.</summary>
    public SchemaNode? If { get; internal set; }

    /// <summary><c>then</c>.</summary>
    public SchemaNode? Then { get; internal set; }

    /// <summary><c>else</c>.</summary>
    public SchemaNode? Else { get; internal set; }

    /// <summary><c>properties</c> in the order they are declared.</summary>
    public IReadOnlyList<KeyValuePair<string, SchemaNode>>? Properties { get; internal set; }

    /// <summary><c>patternProperties</c>: regular expressions (ECMA-262) and their schemas.</summary>
    public IReadOnlyList<KeyValuePair<string, SchemaNode>>? PatternProperties { get; internal set; }

    /// <summary><c>additionalProperties</c>.</summary>
    public SchemaNode? AdditionalProperties { get; internal set; }

    /// <summary><c>unevaluatedProperties</c>.</summary>
    public SchemaNode? UnevaluatedProperties { get; internal set; }

    /// <summary><c>propertyNames</c>.</summary>
    public SchemaNode? PropertyNames { get; internal set; }

    /// <summary><c>required</c>.</summary>
    public IReadOnlyList<string>? Required { get; internal set; }

    /// <summary><c>dependentRequired</c>, and the name lists of <c>dependencies</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, IReadOnlyList<string>>>? DependentRequired { get; internal set; }

    /// <summary><c>dependentSchemas</c>, and the schemas of <c>dependencies</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, SchemaNode>>? DependentSchemas { get; internal set; }

    /// <summary><c>minProperties</c>.</summary>
    public long? MinProperties { get; internal set; }

    /// <summary><c>maxProperties</c>.</summary>
    public long? MaxProperties { get; internal set; }

    /// <summary><c>prefixItems</c>, or the array form of <c>items</c> in drafts before 2020-12.</summary>
    public IReadOnlyList<SchemaNode>? PrefixItems { get; internal set; }

    /// <summary><c>items</c> for what follows the prefix, or <c>additionalItems</c> where <c>items</c> was an array.</summary>
    public SchemaNode? Items { get; internal set; }

    /// <summary><c>unevaluatedItems</c>.</summary>
    public SchemaNode? UnevaluatedItems { get; internal set; }

    /// <summary><c>contains</c>.</summary>
    public SchemaNode? Contains { get; internal set; }

    /// <summary><c>minContains</c>.</summary>
    public long? MinContains { get; internal set; }

    /// <summary><c>maxContains</c>.</summary>
    public long? MaxContains { get; internal set; }

    /// <summary><c>minItems</c>.</summary>
    public long? MinItems { get; internal set; }

    /// <summary><c>maxItems</c>.</summary>
    public long? MaxItems { get; internal set; }

    /// <summary><c>uniqueItems</c>.</summary>
    public bool UniqueItems { get; internal set; }

    /// <summary><c>minLength</c>, in code points.</summary>
    public long? MinLength { get; internal set; }

    /// <summary><c>maxLength</c>, in code points.</summary>
    public long? MaxLength { get; internal set; }

    /// <summary><c>pattern</c>: a regular expression (ECMA-262), unanchored.</summary>
    public string? Pattern { get; internal set; }

    /// <summary><c>format</c>.</summary>
    public string? Format { get; internal set; }

    /// <summary><c>contentEncoding</c>, an annotation.</summary>
    public string? ContentEncoding { get; internal set; }

    /// <summary><c>contentMediaType</c>, an annotation.</summary>
    public string? ContentMediaType { get; internal set; }

    /// <summary><c>minimum</c>.</summary>
    public JsonNumber? Minimum { get; internal set; }

    /// <summary><c>maximum</c>.</summary>
    public JsonNumber? Maximum { get; internal set; }

    /// <summary><c>exclusiveMinimum</c>; draft 4's boolean form has been turned into the later one.</summary>
    public JsonNumber? ExclusiveMinimum { get; internal set; }

    /// <summary><c>exclusiveMaximum</c>; draft 4's boolean form has been turned into the later one.</summary>
    public JsonNumber? ExclusiveMaximum { get; internal set; }

    /// <summary><c>multipleOf</c>.</summary>
    public JsonNumber? MultipleOf { get; internal set; }

    /// <summary>Subschemas that apply to the same value as this one.</summary>
    internal IEnumerable<SchemaNode> InPlace()
    {
        if (Ref is not null) yield return Ref;
        if (DynamicTarget is not null && DynamicCandidates is null or [_]) yield return DynamicTarget;
        foreach (SchemaNode n in AllOf ?? []) yield return n;
        foreach (SchemaNode n in AnyOf ?? []) yield return n;
        foreach (SchemaNode n in OneOf ?? []) yield return n;
        foreach (KeyValuePair<string, SchemaNode> p in DependentSchemas ?? []) yield return p.Value;
        if (Not is not null) yield return Not;
        if (If is null) yield break;
        yield return If;
        if (Then is not null) yield return Then;
        if (Else is not null) yield return Else;
    }

    /// <summary>Subschemas that apply to members, items or names of the value.</summary>
    internal IEnumerable<SchemaNode> Below()
    {
        foreach (KeyValuePair<string, SchemaNode> p in Properties ?? []) yield return p.Value;
        foreach (KeyValuePair<string, SchemaNode> p in PatternProperties ?? []) yield return p.Value;
        foreach (SchemaNode n in PrefixItems ?? []) yield return n;
        foreach (SchemaNode? n in (SchemaNode?[])[AdditionalProperties, UnevaluatedProperties, PropertyNames, Items, UnevaluatedItems, Contains])
            if (n is not null) yield return n;
    }

    /// <inheritdoc/>
    public override string ToString() => Pointer;
}
