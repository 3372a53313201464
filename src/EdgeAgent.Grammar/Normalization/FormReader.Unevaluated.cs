using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Normalization;

internal sealed partial class FormReader
{
    /// <summary>What a schema says of the members and items that its other keywords, joined in a form that tells what each alternative evaluates, do not
    /// evaluate.</summary>
    private Form JoinRest(SchemaNode node, Form form)
    {
        bool scattered = node.UnevaluatedItems is not null && form.Arrays.Any(a => a.Contains.Any(c => c.Evaluates));
        if (scattered) Refuse(node, "unevaluatedItems", "'contains' evaluates items here and there.", "Use 'items'");
        return form with
        {
            Objects = node.UnevaluatedProperties is null ? form.Objects : [.. form.Objects.Select(o => WithRest(o, Facts.That(node.UnevaluatedProperties)))],
            Arrays = node.UnevaluatedItems is null || scattered ? form.Arrays : [.. form.Arrays.Select(a => WithRest(a, Facts.That(node.UnevaluatedItems)))],
        };
    }

    /// <summary>The same values, of which nothing counts as evaluated: what is denied evaluates nothing.</summary>
    private static Form Silent(Form form) => form with
    {
        Objects = [.. form.Objects.Select(o => o.Rules.Any(r => r.Evaluates) ? o.With([.. o.Rules.Select(r => r.Silent())]) : o)],
        Arrays = [.. form.Arrays.Select(a => a.With([.. a.Rules.Select(r => r with { Evaluates = false })], [.. a.Contains.Select(c => c with { Evaluates = false })]))],
    };

    private static ObjectForm WithRest(ObjectForm form, Claim rest)
    {
        FieldRule[] evaluating = [.. form.Rules.Where(r => r.Evaluates)];
        bool all = evaluating.Any(r => r.SaysAdditional);
        FieldRule rule = new()
        {
            Properties = [.. evaluating.SelectMany(r => r.Properties).Select(p => p.Key).Distinct(StringComparer.Ordinal).Select(name => KeyValuePair.Create(name, Claim.Always))],
            Patterns = [.. evaluating.SelectMany(r => r.Patterns).Select(p => p.Names).Distinct().Select(names => (names, Claim.Always))],
            Additional = all ? Claim.Always : rest,
            SaysAdditional = true,
            Evaluates = true,
        };
        return ObjectForm.And(form, new ObjectForm { Rules = [rule] })!;
    }

    private static ArrayForm WithRest(ArrayForm form, Claim rest)
    {
        ItemsRule[] evaluating = [.. form.Rules.Where(r => r.Evaluates)];
        int count = evaluating.Length == 0 ? 0 : evaluating.Max(r => r.Prefix.Count);
        bool all = evaluating.Any(r => r.SaysRest);
        ItemsRule rule = new([.. Enumerable.Repeat(Claim.Always, count)], all ? Claim.Always : rest, SaysRest: true, Evaluates: true);
        return ArrayForm.And(form, new ArrayForm { Rules = [rule] })!;
    }
}
