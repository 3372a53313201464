using EdgeAgent.Grammar.Regular;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Normalization;

internal sealed partial class FormReader
{
    private Form JoinLogic(SchemaNode node, Form form, bool tracking)
    {
        if (node.Ref is not null) form = _algebra.And(form, Read(Facts.That(node.Ref), tracking));
        if (node.DynamicRefTargets is { Count: > 0 } targets) form = _algebra.And(form, Read(Facts.That(Facts.Current.Resolve(targets)), tracking));
        foreach (SchemaNode part in node.AllOf ?? []) form = _algebra.And(form, Read(Facts.That(part), tracking));
        if (node.AnyOf is not null) form = _algebra.And(form, AnyOf(node, node.AnyOf, tracking));
        if (node.OneOf is not null) form = _algebra.And(form, OneOf(node.OneOf, tracking));
        if (node.Not is not null) form = _algebra.And(form, tracking ? Silent(Read(!Facts.That(node.Not))) : Read(!Facts.That(node.Not)));
        if (node.If is not null && (node.Then is not null || node.Else is not null || tracking)) form = _algebra.And(form, Conditional(node, tracking));
        return JoinDependentSchemas(node, form, tracking);
    }

    private Form DenyLogic(SchemaNode node, Form form)
    {
        if (node.Ref is not null) form = _algebra.Or(form, Read(!Facts.That(node.Ref)));
        if (node.DynamicRefTargets is { Count: > 0 } targets) form = _algebra.Or(form, Read(!Facts.That(Facts.Current.Resolve(targets))));
        foreach (SchemaNode part in node.AllOf ?? []) form = _algebra.Or(form, Read(!Facts.That(part)));
        if (node.AnyOf is not null) form = _algebra.Or(form, None(node.AnyOf));
        if (node.OneOf is not null)
        {
            form = _algebra.Or(form, None(node.OneOf));
            for (int i = 0; i < node.OneOf.Count; i++)
                for (int j = 0; j < i; j++) form = _algebra.Or(form, _algebra.And(Read(Facts.That(node.OneOf[j])), Read(Facts.That(node.OneOf[i]))));
        }
        if (node.Not is not null) form = _algebra.Or(form, Read(Facts.That(node.Not)));
        if (node.If is null) return form;
        Claim condition = Facts.That(node.If);
        if (node.Then is not null) form = _algebra.Or(form, _algebra.And(Read(condition), Read(!Facts.That(node.Then))));
        if (node.Else is not null) form = _algebra.Or(form, _algebra.And(Read(!condition), Read(!Facts.That(node.Else))));
        return form;
    }

    private Form None(IReadOnlyList<SchemaNode> alternatives)
    {
        Form none = _algebra.Any;
        foreach (SchemaNode alternative in alternatives) none = _algebra.And(none, Read(!Facts.That(alternative)));
        return none;
    }

    private Form Conditional(SchemaNode node, bool tracking)
    {
        Claim condition = Facts.That(node.If!);
        Form then = _algebra.And(Read(condition, tracking), node.Then is null ? _algebra.Any : Read(Facts.That(node.Then), tracking));
        Form otherwise = _algebra.And(tracking ? Silent(Read(!condition)) : Read(!condition), node.Else is null ? _algebra.Any : Read(Facts.That(node.Else), tracking));
        return _algebra.Or(then, otherwise, keepAll: tracking);
    }

    private Form AnyOf(SchemaNode node, IReadOnlyList<SchemaNode> alternatives, bool tracking)
    {
        Form form = Form.Nothing;
        if (!tracking)
        {
            foreach (SchemaNode alternative in alternatives) form = _algebra.Or(form, Read(Facts.That(alternative)));
            return form;
        }
        // What is evaluated depends on all alternatives that hold: each set of them is a case. One that holds and is left out evaluates less,
        // which allows less, so that no alternative has to be denied.
        if (alternatives.Count > 6) Refuse(node, "anyOf", "what it evaluates depends on more than 6 alternatives.", "Use 'additionalProperties' in each of them");
        for (int set = 1; set < 1 << Math.Min(6, alternatives.Count); set++)
        {
            Form all = _algebra.Any;
            for (int i = 0; i < alternatives.Count; i++)
                if ((set & (1 << i)) != 0) all = _algebra.And(all, Read(Facts.That(alternatives[i]), tracking));
            form = _algebra.Or(form, all, keepAll: true);
        }
        return form;
    }

    /// <summary>One alternative and no other: of scalars the difference of sets; of arrays and objects each alternative with the others denied,
    /// where they are not told apart by themselves.</summary>
    private Form OneOf(IReadOnlyList<SchemaNode> alternatives, bool tracking)
    {
        Claim[] claims = [.. alternatives.Select(Facts.That)];
        Form[] forms = [.. claims.Select(c => Read(c, tracking))];
        if (forms.Length == 1) return forms[0];
        List<ObjectForm> objects = [];
        List<ArrayForm> arrays = [];
        Language numbers = LanguageSpace.Nothing;
        IReadOnlyList<StringForm> strings = [];
        for (int i = 0; i < forms.Length; i++)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            Form one = new() { Numbers = forms[i].Numbers, Strings = forms[i].Strings, Objects = forms[i].Objects, Arrays = forms[i].Arrays };
            for (int j = 0; j < forms.Length; j++)
                if (j != i) one = Without(one, forms[j], claims[j]);
            numbers = _space.Union(numbers, one.Numbers);
            strings = _algebra.Strings.Union(strings, one.Strings);
            objects.AddRange(one.Objects);
            arrays.AddRange(one.Arrays);
            if (objects.Count > FormAlgebra.MaxAlternatives || arrays.Count > FormAlgebra.MaxAlternatives) throw new TooManyAlternativesException();
        }
        return new Form
        {
            Null = forms.Count(f => f.Null) == 1,
            True = forms.Count(f => f.True) == 1,
            False = forms.Count(f => f.False) == 1,
            Numbers = numbers,
            Strings = strings,
            Objects = objects,
            Arrays = arrays,
        };
    }

    private Form Without(Form one, Form other, Claim otherClaim)
    {
        bool numbers = one.Numbers != LanguageSpace.Nothing && other.Numbers != LanguageSpace.Nothing;
        bool strings = one.Strings.Count > 0 && other.Strings.Count > 0;
        bool objects = one.Objects.Count > 0 && other.Objects.Count > 0 && !AreDisjoint(one.Objects, other.Objects);
        bool arrays = one.Arrays.Count > 0 && other.Arrays.Count > 0;
        if (!numbers && !strings && !objects && !arrays) return one;
        Form? denied = objects || arrays ? Read(!otherClaim) : null;
        return new Form
        {
            Numbers = numbers ? _space.Subtract(one.Numbers, other.Numbers) : one.Numbers,
            Strings = strings ? _algebra.Strings.Subtract(one.Strings, other.Strings) : one.Strings,
            Objects = objects ? _algebra.And(one.Objects, denied!.Objects) : one.Objects,
            Arrays = arrays ? _algebra.And(new Form { Arrays = one.Arrays }, denied!).Arrays : one.Arrays,
        };
    }
}
