using System.Text.Json;

namespace EdgeAgent.JsonSchema.Tests.Plain;

/// <summary>A validator written from the specification alone, on the schema's JSON as it stands: no model, no preparation, no care for time.</summary>
/// <remarks>It proves the seam and judges the other one. Formats and content are annotations; regular expressions are .NET's; texts are taken to be sound.</remarks>
internal sealed class PlainValidator : IJsonSchemaValidator
{
    private readonly PlainLibrary _library;
    private readonly PlainSchema _root;

    public PlainValidator(JsonElement schema, SchemaDraft draft, IReadOnlyDictionary<string, JsonElement> documents)
    {
        _library = new PlainLibrary(documents);
        _root = _library.Add("plain:///root", schema, draft);
    }

    public ValidationResult Validate(JsonElement instance) => Evaluate(_root, instance, [_root.Base]).Valid
        ? ValidationResult.Valid
        : new ValidationResult(false, [new ValidationError("#", "#", "", "The value is not valid.")]);

    /// <param name="schema">The schema.</param>
    /// <param name="value">The value.</param>
    /// <param name="scope">The base URIs of the resources come through, the outermost first.</param>
    private PlainOutcome Evaluate(PlainSchema schema, JsonElement value, string[] scope)
    {
        if (schema.Json.ValueKind is JsonValueKind.True or JsonValueKind.False) return new PlainOutcome(schema.Json.ValueKind == JsonValueKind.True);
        if (scope[^1] != schema.Base) scope = [.. scope, schema.Base];
        PlainOutcome outcome = new(true);
        if (schema.Text("$ref") is string reference)
        {
            PlainOutcome target = Evaluate(_library.Resolve(schema, reference), value, scope);
            if (schema.IsOld) return target;
            outcome.And(target);
        }
        if (Dynamic(schema, scope) is PlainSchema dynamic) outcome.And(Evaluate(dynamic, value, scope));
        Combine(schema, value, scope, outcome);
        if (_library.HasValidation(schema)) outcome.Valid &= PlainAssertions.Hold(schema, value);
        if (value.ValueKind == JsonValueKind.Object) Members(schema, value, scope, outcome);
        if (value.ValueKind == JsonValueKind.Array) Items(schema, value, scope, outcome);
        return outcome;
    }

    private PlainSchema? Dynamic(PlainSchema schema, string[] scope)
    {
        if (schema.Draft == SchemaDraft.Draft201909 && schema.Text("$recursiveRef") is not null)
        {
            PlainSchema root = _library.Resolve(schema, "#");
            return root.Flag("$recursiveAnchor") ? scope.Select(_library.Root).First(r => r.Flag("$recursiveAnchor")) : root;
        }
        if (schema.Draft != SchemaDraft.Draft202012 || schema.Text("$dynamicRef") is not string reference) return null;
        PlainSchema target = _library.Resolve(schema, reference);
        string name = reference[(reference.IndexOf('#', StringComparison.Ordinal) + 1)..];
        return target.Text("$dynamicAnchor") != name ? target : scope.Select(s => _library.DynamicAnchor(s, name)).FirstOrDefault(s => s is not null) ?? target;
    }

    private void Combine(PlainSchema schema, JsonElement value, string[] scope, PlainOutcome outcome)
    {
        foreach (PlainSchema part in schema.List("allOf")) outcome.And(Evaluate(part, value, scope));
        if (schema.Has("anyOf")) outcome.Any(schema.List("anyOf").Select(part => Evaluate(part, value, scope)), 1, int.MaxValue);
        if (schema.Has("oneOf")) outcome.Any(schema.List("oneOf").Select(part => Evaluate(part, value, scope)), 1, 1);
        if (schema.Below("not") is PlainSchema not) outcome.Valid &= !Evaluate(not, value, scope).Valid;
        if (schema.Draft < SchemaDraft.Draft7 || schema.Below("if") is not PlainSchema condition) return;
        PlainOutcome met = Evaluate(condition, value, scope);
        if (met.Valid) outcome.And(met);
        if (schema.Below(met.Valid ? "then" : "else") is PlainSchema branch) outcome.And(Evaluate(branch, value, scope));
    }

    private void Members(PlainSchema schema, JsonElement value, string[] scope, PlainOutcome outcome)
    {
        foreach ((string name, PlainSchema dependent) in schema.Map("dependencies").Concat(schema.IsOld ? [] : schema.Map("dependentSchemas")))
            if (dependent.Json.ValueKind != JsonValueKind.Array && value.TryGetProperty(name, out _)) outcome.And(Evaluate(dependent, value, scope));
        Dictionary<string, PlainSchema> declared = schema.Map("properties").ToDictionary(p => p.Key, p => p.Value);
        List<string> looked = [];
        foreach (JsonProperty member in value.EnumerateObject())
        {
            List<PlainSchema> apply = [];
            if (declared.TryGetValue(member.Name, out PlainSchema? property)) apply.Add(property);
            apply.AddRange(schema.Map("patternProperties").Where(p => PlainAssertions.Matches(member.Name, p.Key)).Select(p => p.Value));
            if (apply.Count == 0 && schema.Below("additionalProperties") is PlainSchema additional) apply.Add(additional);
            foreach (PlainSchema one in apply) outcome.Valid &= Evaluate(one, member.Value, scope).Valid;
            if (apply.Count > 0) looked.Add(member.Name);
            if (schema.Draft >= SchemaDraft.Draft6 && schema.Below("propertyNames") is PlainSchema names)
                outcome.Valid &= Evaluate(names, JsonSerializer.SerializeToElement(member.Name), scope).Valid;
        }
        outcome.Names.UnionWith(looked);
        if (schema.IsOld || !_library.HasUnevaluated(schema) || schema.Below("unevaluatedProperties") is not PlainSchema rest) return;
        foreach (JsonProperty member in value.EnumerateObject())
            if (outcome.Names.Add(member.Name)) outcome.Valid &= Evaluate(rest, member.Value, scope).Valid;
    }

    private void Items(PlainSchema schema, JsonElement value, string[] scope, PlainOutcome outcome)
    {
        JsonElement[] items = [.. value.EnumerateArray()];
        bool latest = schema.Draft == SchemaDraft.Draft202012;
        PlainSchema[] prefix = latest ? schema.List("prefixItems") : schema.List("items");
        PlainSchema? rest = latest || !schema.IsList("items") ? schema.Below("items") : schema.Below("additionalItems");
        int contained = 0;
        for (int i = 0; i < items.Length; i++)
        {
            PlainSchema? applies = i < prefix.Length ? prefix[i] : rest;
            if (applies is not null) outcome.Valid &= Evaluate(applies, items[i], scope).Valid;
            if (applies is not null) outcome.Indexes.Add(i);
            if (schema.Draft < SchemaDraft.Draft6 || schema.Below("contains") is not PlainSchema contains || !Evaluate(contains, items[i], scope).Valid) continue;
            contained++;
            if (latest) outcome.Indexes.Add(i);
        }
        if (schema.Draft >= SchemaDraft.Draft6 && schema.Has("contains"))
        {
            decimal least = schema.IsOld ? 1 : schema.Number("minContains") ?? 1, most = schema.IsOld ? decimal.MaxValue : schema.Number("maxContains") ?? decimal.MaxValue;
            outcome.Valid &= contained >= least && contained <= most;
        }
        if (schema.IsOld || !_library.HasUnevaluated(schema) || schema.Below("unevaluatedItems") is not PlainSchema unevaluated) return;
        for (int i = 0; i < items.Length; i++)
            if (outcome.Indexes.Add(i)) outcome.Valid &= Evaluate(unevaluated, items[i], scope).Valid;
    }
}
