using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Schemas;

internal sealed partial class ShapeBuilder
{
    private static readonly JsonNumber One = JsonNumber.Parse("1");

    /// <summary>Every keyword that restricts and that no shape carries yet; one that concerns a type the value cannot have restricts nothing.</summary>
    private void RefuseWhatIsNotEnforced(SchemaNode node, SchemaTypes types)
    {
        if (node.DynamicRef is not null)
            Refuse(node, node.Draft == SchemaDraft.Draft201909 ? "$recursiveRef" : "$dynamicRef", "its target depends on the way that led to it.", "Use '$ref'");
        if (node.Not is not null) Refuse(node, "not", "it needs the complement of a schema.", "Say what is allowed");
        if (node.If is not null && (node.Then is not null || node.Else is not null)) Refuse(node, "if", "it needs the complement of a schema.", "Write the cases as 'anyOf'");
        if ((types & (SchemaTypes.Number | SchemaTypes.Integer)) != 0 && node.MultipleOf is not null && node.MultipleOf != One)
            Refuse(node, "multipleOf", "remainders are not followed yet.", "Use 'type: integer' or an enum");
        if (types.HasFlag(SchemaTypes.Array)) RefuseOfArrays(node);
        if (types.HasFlag(SchemaTypes.Object)) RefuseOfObjects(node);
    }

    private void RefuseOfArrays(SchemaNode node)
    {
        if (node.UniqueItems) Refuse(node, "uniqueItems", "items already written would have to be remembered.", "Use an object with boolean members");
        if (node.Contains is not null) Refuse(node, "contains", "it is decided by all items together.", "Use 'prefixItems'");
        if (node.UnevaluatedItems is not null) Refuse(node, "unevaluatedItems", "it depends on what other keywords have looked at.", "Use 'items'");
    }

    private void RefuseOfObjects(SchemaNode node)
    {
        if (node.PatternProperties is { Count: > 0 }) Refuse(node, "patternProperties", "names are not matched with regular expressions yet.", "Use 'additionalProperties'");
        if (node.PropertyNames is not null) Refuse(node, "propertyNames", "names of undeclared members are not restricted yet.", "Declare the members");
        if (node.MinProperties is > 0) Refuse(node, "minProperties", "members are not counted yet.", "Use 'required'");
        if (node.MaxProperties is not null) Refuse(node, "maxProperties", "members are not counted yet.", "Declare the members");
        if (node.DependentRequired is not null) Refuse(node, "dependentRequired", "members depend on others.", "Write the cases as 'anyOf'");
        if (node.DependentSchemas is not null) Refuse(node, "dependentSchemas", "members depend on others.", "Write the cases as 'anyOf'");
        if (node.UnevaluatedProperties is not null) Refuse(node, "unevaluatedProperties", "it depends on what other keywords have looked at.", "Use 'additionalProperties'");
    }

    /// <summary>Refuses keywords (other than <c>type</c>) that restrict the same value as a reference or alternatives.</summary>
    private void RefuseBeside(SchemaNode node, string keyword, string remedy)
    {
        string[] beside = [.. Restricting(node).Where(k => k != keyword)];
        if (beside.Length > 0) Refuse(node, keyword, $"it stands beside {string.Join(", ", beside)}, which needs the intersection of both.", remedy);
    }

    private static IEnumerable<string> Restricting(SchemaNode n)
    {
        if (n.Ref is not null) yield return "$ref";
        if (n.AllOf is not null) yield return "allOf";
        if (n.AnyOf is not null) yield return "anyOf";
        if (n.OneOf is not null) yield return "oneOf";
        if (n.Properties is { Count: > 0 }) yield return "properties";
        if (n.AdditionalProperties is { AllowsEverything: false }) yield return "additionalProperties";
        if (n.Required is { Count: > 0 }) yield return "required";
        if (n.PrefixItems is not null) yield return "prefixItems";
        if (n.Items is { AllowsEverything: false }) yield return "items";
        if (n.MinItems > 0) yield return "minItems";
        if (n.MaxItems is not null) yield return "maxItems";
        if (n.MinLength > 0) yield return "minLength";
        if (n.MaxLength is not null) yield return "maxLength";
        if (n.Pattern is not null) yield return "pattern";
        if (n.Minimum is not null) yield return "minimum";
        if (n.Maximum is not null) yield return "maximum";
        if (n.ExclusiveMinimum is not null) yield return "exclusiveMinimum";
        if (n.ExclusiveMaximum is not null) yield return "exclusiveMaximum";
        if (n.MultipleOf is not null) yield return "multipleOf";
    }

    private void Refuse(SchemaNode node, string keyword, string reason, string remedy)
    {
        if (options.Unsupported == UnsupportedKeywords.Refuse) throw Errors.Unsupported(_tool, node.Pointer, keyword, reason, remedy);
        remarks.Add(new GrammarRemark(_tool, node.Pointer, keyword, true, $"Not enforced: {reason}"));
    }
}
