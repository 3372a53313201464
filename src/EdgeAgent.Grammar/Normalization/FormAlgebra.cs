using EdgeAgent.Grammar.Regular;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Normalization;

/// <summary>Union and intersection of forms.</summary>
internal sealed class FormAlgebra
{
    /// <summary>More alternatives than this for one value are not multiplied out.</summary>
    public const int MaxAlternatives = 512;

    /// <summary>How many pairs of alternatives are looked at in all: hostile schemas make more and more of them while few are left.</summary>
    private const long MaxMerges = 200_000;

    private readonly LanguageSpace _space;
    private long _merges;

    public FormAlgebra(LanguageSpace space, NumberSets numbers)
    {
        (_space, Numbers, Strings) = (space, numbers, new StringSets(space));
        Any = OfTypes(SchemaTypes.Null | SchemaTypes.Boolean | SchemaTypes.Number | SchemaTypes.String | SchemaTypes.Array | SchemaTypes.Object, default);
    }

    public StringSets Strings { get; }

    public NumberSets Numbers { get; }

    /// <summary>Every value.</summary>
    public Form Any { get; }

    /// <summary>Whether two objects cannot be one and the same; set by who knows what their members' claims mean.</summary>
    public Func<ObjectForm, bool> IsContradictory { get; set; } = static _ => false;

    /// <param name="types">The types.</param>
    /// <param name="integers">What integers are, where they are among the types and numbers are not.</param>
    public Form OfTypes(SchemaTypes types, Language integers) => new()
    {
        Null = types.HasFlag(SchemaTypes.Null),
        True = types.HasFlag(SchemaTypes.Boolean),
        False = types.HasFlag(SchemaTypes.Boolean),
        Numbers = types.HasFlag(SchemaTypes.Number) ? Numbers.All : types.HasFlag(SchemaTypes.Integer) ? integers : LanguageSpace.Nothing,
        Strings = types.HasFlag(SchemaTypes.String) ? [StringForm.Any] : [],
        Objects = types.HasFlag(SchemaTypes.Object) ? [ObjectForm.Any] : [],
        Arrays = types.HasFlag(SchemaTypes.Array) ? [ArrayForm.Any] : [],
    };

    public Form WithNumbers(Form form, Language numbers) => form with { Numbers = _space.Intersect(form.Numbers, numbers) };

    public Form WithStrings(Form form, StringForm strings) => form with { Strings = Strings.Intersect(form.Strings, [strings]) };

    public Form WithObjects(Form form, IReadOnlyList<ObjectForm> objects) => form with { Objects = And(form.Objects, objects) };

    public static Form WithArrays(Form form, IReadOnlyList<ArrayForm> arrays) => form with { Arrays = And(form.Arrays, arrays) };

    /// <exception cref="TooManyAlternativesException">There would be more than <see cref="MaxAlternatives"/>.</exception>
    public Form And(Form a, Form b)
    {
        if (ReferenceEquals(a, Any) || ReferenceEquals(a, b)) return b;
        if (ReferenceEquals(b, Any)) return a;
        return new Form
        {
            Null = a.Null && b.Null,
            True = a.True && b.True,
            False = a.False && b.False,
            Numbers = _space.Intersect(a.Numbers, b.Numbers),
            Strings = Strings.Intersect(a.Strings, b.Strings),
            Objects = And(a.Objects, b.Objects),
            Arrays = And(a.Arrays, b.Arrays),
        };
    }

    /// <param name="a">One set.</param>
    /// <param name="b">The other.</param>
    /// <param name="keepAll">Whether alternatives stay that another contains: for what they evaluate.</param>
    public Form Or(Form a, Form b, bool keepAll = false)
    {
        if (ReferenceEquals(a, Form.Nothing) || ReferenceEquals(a, b) || (ReferenceEquals(b, Any) && !keepAll)) return b;
        if (ReferenceEquals(b, Form.Nothing) || (ReferenceEquals(a, Any) && !keepAll)) return a;
        return new Form
        {
            Null = a.Null || b.Null,
            True = a.True || b.True,
            False = a.False || b.False,
            Numbers = _space.Union(a.Numbers, b.Numbers),
            Strings = Strings.Union(a.Strings, b.Strings),
            Objects = Or(a.Objects, b.Objects, keepAll ? null : ObjectForm.Any),
            Arrays = Or(a.Arrays, b.Arrays, keepAll ? null : ArrayForm.Any),
        };
    }

    public IReadOnlyList<ObjectForm> And(IReadOnlyList<ObjectForm> a, IReadOnlyList<ObjectForm> b)
    {
        if (a.Count == 0 || b.Count == 0) return [];
        if (a.Count == 1 && b.Count == 1) return ObjectForm.And(a[0], b[0]) is ObjectForm one ? [one] : [];
        List<ObjectForm> both = [];
        if ((_merges += (long)a.Count * b.Count) > MaxMerges) throw new TooManyAlternativesException();
        foreach (ObjectForm x in a)
            foreach (ObjectForm y in b)
                if (ObjectForm.And(x, y) is ObjectForm form && !both.Contains(form) && (ReferenceEquals(form, x) || ReferenceEquals(form, y) || !IsContradictory(form)))
                    Add(both, form);
        return both;
    }

    private static List<ArrayForm> And(IReadOnlyList<ArrayForm> a, IReadOnlyList<ArrayForm> b)
    {
        List<ArrayForm> both = [];
        foreach (ArrayForm x in a)
            foreach (ArrayForm y in b)
                if (ArrayForm.And(x, y) is ArrayForm form && !both.Contains(form)) Add(both, form);
        return both;
    }

    private static void Add<T>(List<T> list, T form)
    {
        if (list.Count >= MaxAlternatives) throw new TooManyAlternativesException();
        list.Add(form);
    }

    private static IReadOnlyList<T> Or<T>(IReadOnlyList<T> a, IReadOnlyList<T> b, T? any)
        where T : class
    {
        if (a.Count == 0) return b;
        if (b.Count == 0) return a;
        List<T> all = [];
        foreach (T form in a.Concat(b))
        {
            if (any is not null && ReferenceEquals(form, any)) return [any];
            if (!all.Contains(form)) Add(all, form);
        }
        return all;
    }
}
