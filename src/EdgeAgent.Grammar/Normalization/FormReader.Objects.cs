using EdgeAgent.Grammar.Regular;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Normalization;

internal sealed partial class FormReader
{
    /// <summary>What the keywords for objects say, those with cases of their own (<c>dependentSchemas</c>) left out; null where they say nothing.</summary>
    private ObjectForm? ObjectOf(SchemaNode node)
    {
        FieldRule? fields = FieldsOf(node);
        if (fields is null && node.Required is not { Count: > 0 } && node.MinProperties is null or 0 && node.MaxProperties is null && node.PropertyNames is null && node.DependentRequired is null) return null;
        return new ObjectForm
        {
            Rules = fields is null ? [] : [fields],
            Required = node.Required ?? [],
            Min = node.MinProperties ?? 0,
            Max = node.MaxProperties ?? long.MaxValue,
            Names = node.PropertyNames is null ? [] : [Facts.That(node.PropertyNames)],
            Dependencies = node.DependentRequired ?? [],
        };
    }

    private FieldRule? FieldsOf(SchemaNode node)
    {
        if (node.Properties is null && node.PatternProperties is not { Count: > 0 } && node.AdditionalProperties is null) return null;
        List<KeyValuePair<string, Claim>> properties = [];
        foreach ((string name, SchemaNode value) in node.Properties ?? []) properties.Add(new(name, Facts.That(value)));
        List<(Language, Claim)> patterns = [];
        foreach ((string pattern, SchemaNode value) in node.PatternProperties ?? [])
            if (Try(node, "patternProperties", "Rewrite it without that", () => _space.Pattern(pattern)) is Language names) patterns.Add((names, Facts.That(value)));
        return new FieldRule
        {
            Properties = properties,
            Patterns = patterns,
            Additional = node.AdditionalProperties is null ? Claim.Always : Facts.That(node.AdditionalProperties),
            SaysAdditional = node.AdditionalProperties is not null,
            Declares = node.Properties is not null,
            Evaluates = true,
        };
    }

    private List<ObjectForm> DenyObjects(SchemaNode node)
    {
        List<ObjectForm> denied = [];
        if (FieldsOf(node) is FieldRule fields) DenyFields(fields, denied);
        foreach (string name in node.Required ?? []) denied.Add(Without(name));
        if (node.MinProperties is long min and > 0) denied.Add(new ObjectForm { Max = min - 1 });
        if (node.MaxProperties is long max and < long.MaxValue) denied.Add(new ObjectForm { Min = max + 1 });
        if (node.PropertyNames is not null)
            denied.Add(new ObjectForm { Exists = [[new MemberCondition(null, NamesOf(_algebra.Strings.Subtract([StringForm.Any], Read(Facts.That(node.PropertyNames)).Strings)), Claim.Always)]] });
        foreach ((string name, IReadOnlyList<string> required) in node.DependentRequired ?? [])
            foreach (string other in required)
                if (ObjectForm.And(With(name, Claim.Always), Without(other)) is ObjectForm broken) denied.Add(broken);
        foreach ((string name, SchemaNode schema) in node.DependentSchemas ?? [])
            denied.AddRange(_algebra.And([With(name, Claim.Always)], Read(!Facts.That(schema)).Objects));
        return denied;
    }

    /// <summary>Some member is not as the rule says: one alternative, however many members there are.</summary>
    private void DenyFields(FieldRule fields, List<ObjectForm> denied)
    {
        List<MemberCondition> broken = [];
        foreach ((string name, Claim value) in fields.Properties)
            if (value != Claim.Always) broken.Add(new MemberCondition(name, default, !value));
        foreach ((Language names, Claim value) in fields.Patterns)
            if (value != Claim.Always) broken.Add(new MemberCondition(null, names, !value));
        if (fields.Additional != Claim.Always)
        {
            Language other = _space.Subtract(_space.AnyContents, _space.Texts(fields.Properties.Select(p => JsonText.Escaped(p.Key))));
            foreach ((Language names, _) in fields.Patterns) other = _space.Subtract(other, names);
            broken.Add(new MemberCondition(null, other, !fields.Additional));
        }
        if (broken is [{ Name: string only, Value: Claim claim }]) denied.Add(With(only, claim));
        else if (broken.Count > 0) denied.Add(new ObjectForm { Exists = [broken] });
    }

    /// <summary>Some strings as a language of names.</summary>
    public Language NamesOf(IReadOnlyList<StringForm> strings)
    {
        Language names = LanguageSpace.Nothing;
        foreach (StringForm form in strings)
            names = _space.Union(names, _algebra.Strings.ContentsOf(form) ?? (form == StringForm.Any ? _space.AnyContents : _space.OfLength(_space.AnyContents, form.MinLength, form.MaxLength)));
        return names;
    }

    /// <summary>Where a member is there, a schema holds; else the member is not there.</summary>
    private Form JoinDependentSchemas(SchemaNode node, Form form, bool tracking)
    {
        foreach ((string name, SchemaNode schema) in node.DependentSchemas ?? [])
        {
            if (form.Objects.Count == 0) break;
            Form then = Read(Facts.That(schema), tracking);
            IReadOnlyList<ObjectForm> present = _algebra.And([With(name, Claim.Always)], then.Objects);
            form = _algebra.WithObjects(form, [Without(name), .. present]);
        }
        return form;
    }
}
