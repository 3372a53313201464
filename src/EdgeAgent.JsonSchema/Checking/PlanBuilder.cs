using System.Text.RegularExpressions;
using EdgeAgent.JsonSchema.Patterns;

namespace EdgeAgent.JsonSchema.Checking;

/// <summary>Makes plans of the schemas that a validation can reach: those in unused definitions do not matter.</summary>
internal sealed class PlanBuilder
{
    private readonly Dictionary<SchemaNode, Plan> _plans = [];
    private readonly Stack<Plan> _open = new();
    private readonly Dictionary<string, Regex> _patterns = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<SchemaResource, Plan>> _targets = new(StringComparer.Ordinal);

    /// <summary>Whether a dynamic reference can be redirected, so that validations must remember the way that they came.</summary>
    public bool NeedsScopes { get; private set; }

    /// <exception cref="JsonSchemaException">A regular expression that cannot be used, a reference without end.</exception>
    public Plan Build(SchemaNode root)
    {
        Plan plan = For(root);
        while (_open.TryPop(out Plan? next)) Fill(next);
        InPlaceCycles.Refuse(_plans.Keys);
        return plan;
    }

    private Plan For(SchemaNode node)
    {
        if (_plans.TryGetValue(node, out Plan? plan)) return plan;
        _plans.Add(node, plan = new Plan(node));
        _open.Push(plan);
        return plan;
    }

    private Plan? ForAny(SchemaNode? node) => node is null ? null : For(node);

    private Plan[] For(IReadOnlyList<SchemaNode>? nodes) => nodes is null ? [] : [.. nodes.Select(n => For(n))];

    private void Fill(Plan plan)
    {
        SchemaNode node = plan.Node;
        plan.Format = node.Format is string format && StringFormats.IsKnown(format) ? format : null;
        plan.IsTrivial = node.Boolean is null && !node.HasAssertions && plan.Format is null && node.ContentEncoding is null && node.ContentMediaType is null;
        if (node.Boolean is not null || plan.IsTrivial) return;
        FillScalars(plan, node);
        FillObjects(plan, node);
        FillArrays(plan, node);
        FillLogic(plan, node);
    }

    private void FillScalars(Plan plan, SchemaNode node)
    {
        plan.Enum = node.Enum is null ? null : new EnumValues(node.Enum);
        plan.ChecksValue = node.Types != SchemaTypes.None || node.Const is not null || node.Enum is not null;
        plan.ChecksNumber = (node.Minimum ?? node.Maximum ?? node.ExclusiveMinimum ?? node.ExclusiveMaximum ?? node.MultipleOf) is not null;
        plan.Numbers = plan.ChecksNumber ? new NumberBounds(node) : null;
        plan.MinLength = node.MinLength ?? 0;
        plan.MaxLength = node.MaxLength ?? long.MaxValue;
        plan.Pattern = node.Pattern is null ? null : Expression(node, "pattern", node.Pattern);
        plan.ChecksString = (node.MinLength ?? node.MaxLength) is not null || (node.Pattern ?? plan.Format ?? node.ContentEncoding ?? node.ContentMediaType) is not null;
    }

    private void FillObjects(Plan plan, SchemaNode node)
    {
        NameTable names = new([]);
        List<Plan?> properties = [];
        foreach ((string name, SchemaNode schema) in node.Properties ?? [])
            if (names.Add(name) == properties.Count) properties.Add(For(schema));
        plan.Required = [.. (node.Required ?? []).Select(names.Add)];
        plan.DependentRequired = [.. (node.DependentRequired ?? []).Select(d => (names.Add(d.Key), d.Value.Select(names.Add).ToArray()))];
        plan.DependentSchemas = [.. (node.DependentSchemas ?? []).Select(d => (names.Add(d.Key), For(d.Value)))];
        plan.PatternProperties = [.. (node.PatternProperties ?? []).Select(p => (Expression(node, "patternProperties", p.Key), p.Key, For(p.Value)))];
        while (properties.Count < names.Count) properties.Add(null);
        (plan.Names, plan.Properties) = (names, [.. properties]);
        plan.AdditionalProperties = ForAny(node.AdditionalProperties);
        plan.UnevaluatedProperties = ForAny(node.UnevaluatedProperties);
        plan.PropertyNames = ForAny(node.PropertyNames);
        plan.MinProperties = node.MinProperties ?? 0;
        plan.MaxProperties = node.MaxProperties ?? long.MaxValue;
        plan.ChecksObject = names.Count > 0 || plan.PatternProperties.Length > 0 || (node.AdditionalProperties ?? node.PropertyNames) is not null
            || (node.MinProperties ?? node.MaxProperties) is not null;
    }

    private void FillArrays(Plan plan, SchemaNode node)
    {
        plan.PrefixItems = For(node.PrefixItems);
        plan.Items = ForAny(node.Items);
        plan.UnevaluatedItems = ForAny(node.UnevaluatedItems);
        plan.Contains = ForAny(node.Contains);
        plan.MinItems = node.MinItems ?? 0;
        plan.MaxItems = node.MaxItems ?? long.MaxValue;
        plan.ChecksArray = plan.PrefixItems.Length > 0 || (node.Items ?? node.Contains) is not null || (node.MinItems ?? node.MaxItems) is not null || node.UniqueItems;
    }

    private void FillLogic(Plan plan, SchemaNode node)
    {
        plan.Ref = ForAny(node.Ref);
        plan.AllOf = For(node.AllOf);
        plan.AnyOf = node.AnyOf is null ? null : For(node.AnyOf);
        plan.OneOf = node.OneOf is null ? null : For(node.OneOf);
        plan.Not = ForAny(node.Not);
        plan.If = ForAny(node.If);
        plan.Then = node.If is null ? null : ForAny(node.Then);
        plan.Else = node.If is null ? null : ForAny(node.Else);
        plan.DynamicRef = ForAny(node.DynamicTarget);
        if (node.DynamicCandidates is { Count: > 1 } candidates) plan.DynamicTargets = Targets(node.DynamicName!, candidates);
        plan.ChecksLogic = (plan.Ref ?? plan.DynamicRef ?? plan.Not ?? plan.If) is not null || plan.AllOf.Length > 0 || (plan.AnyOf ?? plan.OneOf) is not null;
    }

    private Dictionary<SchemaResource, Plan> Targets(string name, List<SchemaNode> candidates)
    {
        NeedsScopes = true;
        if (_targets.TryGetValue(name, out Dictionary<SchemaResource, Plan>? known)) return known;
        Dictionary<SchemaResource, Plan> targets = [];
        foreach (SchemaNode candidate in candidates) targets[candidate.Resource] = For(candidate);
        return _targets[name] = targets;
    }

    private Regex Expression(SchemaNode node, string keyword, string pattern)
    {
        if (_patterns.TryGetValue(pattern, out Regex? known)) return known;
        try
        {
            return _patterns[pattern] = EcmaPattern.Compile(pattern);
        }
        catch (FormatException e)
        {
            throw Errors.BadPattern(node.Pointer, keyword, pattern, e.Message, e);
        }
    }
}
