using EdgeAgent.Grammar.Regular;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Normalization;

internal sealed partial class FormReader
{
    /// <summary>The schema's other keywords with their alternatives told apart by what they evaluate; then what is said of the rest.</summary>
    private Form JoinUnevaluated(SchemaNode node)
    {
        Form form = node.Types == SchemaTypes.None ? _algebra.Any : OfTypes(node);
        if (node.Enum is not null) form = _algebra.And(form, EqualToSome(node.Enum));
        if (node.Const is { } value) form = _algebra.And(form, Equal(value));
        form = JoinStrings(node, JoinNumbers(node, form));
        if (ArrayOf(node) is { } array) form = FormAlgebra.WithArrays(form, [array]);
        if (ObjectOf(node) is { } @object) form = _algebra.WithObjects(form, [@object]);
        form = JoinLogic(node, form, tracking: true);
        bool scattered = node.UnevaluatedItems is not null && form.Arrays.Any(a => a.Contains.Any(c => c.Evaluates));
        if (scattered) Refuse(node, "unevaluatedItems", "'contains' evaluates items here and there.", "Use 'items'");
        return new Form
        {
            Null = form.Null,
            True = form.True,
            False = form.False,
            Numbers = form.Numbers,
            Strings = form.Strings,
            Objects = node.UnevaluatedProperties is null ? form.Objects : [.. form.Objects.Select(o => WithRest(o, Facts.That(node.UnevaluatedProperties)))],
            Arrays = node.UnevaluatedItems is null || scattered ? form.Arrays : [.. form.Arrays.Select(a => WithRest(a, Facts.That(node.UnevaluatedItems)))],
        };
    }

    /// <summary>The same values, of which nothing counts as evaluated: what is denied evaluates nothing.</summary>
    private static Form Silent(Form form) => new()
    {
        Null = form.Null,
        True = form.True,
        False = form.False,
        Numbers = form.Numbers,
        Strings = form.Strings,
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
