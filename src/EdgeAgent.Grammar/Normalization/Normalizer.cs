using EdgeAgent.Grammar.Regular;
using EdgeAgent.Grammar.Shapes;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Normalization;

/// <summary>Turns schemas into shapes: claims about one value are joined in <see cref="FormReader"/>; here those about members and items are gathered,
/// each set of claims becoming one shape.</summary>
/// <remarks>Shapes are filled in a loop, so that neither depth nor recursion of a schema is recursion here. Not thread-safe.</remarks>
internal sealed partial class Normalizer
{
    internal const int MaxWays = 64;

    private readonly GrammarOptions _options;
    private readonly List<GrammarRemark> _remarks;
    private readonly LanguageSpace _space;
    private readonly CancellationToken _cancellationToken;
    private readonly FormReader _forms;
    private readonly Dictionary<Goal, Shape> _shapes = [];
    private readonly Queue<(Goal Goal, Shape Shape)> _toFill = [];
    private readonly List<Shape> _all = [];
    private Goal _filling = Goal.Any; // what is refused while a shape is filled is said of its first schema

    public Normalizer(GrammarOptions options, List<GrammarRemark> remarks, LanguageSpace space, CancellationToken cancellationToken)
    {
        (_options, _remarks, _space, _cancellationToken) = (options, remarks, space, cancellationToken);
        _forms = new FormReader(options, remarks, space, cancellationToken);
    }

    /// <summary>The values of a document's schema.</summary>
    /// <param name="document">The schema.</param>
    /// <param name="tool">The tool that it belongs to, for errors.</param>
    /// <param name="objectOnly">Whether only objects count.</param>
    /// <exception cref="GrammarException">A keyword cannot be enforced, or no value satisfies the schema.</exception>
    public Shape Build(SchemaDocument document, string? tool, bool objectOnly)
    {
        _forms.Tool = tool;
        foreach (SchemaAnnotation a in document.Annotations) _remarks.Add(new GrammarRemark(tool, a.Pointer, a.Keyword, false, a.Reason));
        try
        {
            return Build(document.Root, tool, objectOnly, document.HasDynamicReferences);
        }
        catch (LanguageTooLargeException)
        {
            throw Errors.TooLarge(tool, _space.MaxStates);
        }
    }

    private Shape Build(SchemaNode schema, string? tool, bool objectOnly, bool dynamic)
    {
        int first = _all.Count;
        _forms.Facts.Current = dynamic ? Scope.Empty() : Scope.None;
        Shape root = ShapeOf(Goal.Of([_forms.Facts.That(schema)]));
        while (_toFill.TryDequeue(out (Goal Goal, Shape Shape) next))
        {
            _cancellationToken.ThrowIfCancellationRequested();
            _filling = next.Goal;
            Fill(next.Shape, _forms.Read(next.Goal));
        }
        FindHeights(first);
        for (int i = first; i < _all.Count; i++) Prune(_all[i]);
        if (objectOnly)
        {
            if (root.Objects.Count == 0 && !root.IsEmpty) throw Errors.NotAnObject(tool!, schema.Pointer);
            root = new Shape { Objects = root.Objects, Height = root.Objects.Count == 0 ? Shape.Never : root.Objects.Min(o => HeightOf(o, areCounted: true)) };
        }
        return root.IsEmpty ? throw Errors.Unsatisfiable(tool, schema.Pointer) : root;
    }

    private Shape ShapeOf(Goal goal)
    {
        if (_shapes.TryGetValue(goal, out Shape? shape)) return shape;
        shape = new Shape();
        _shapes.Add(goal, shape);
        _all.Add(shape);
        _toFill.Enqueue((goal, shape));
        return shape;
    }

    private void Fill(Shape shape, Form form)
    {
        (shape.Null, shape.True, shape.False) = (form.Null, form.True, form.False);
        shape.Numbers = form.Numbers == LanguageSpace.Nothing || _space.IsEmpty(form.Numbers) ? LanguageSpace.Nothing : _forms.Algebra.Numbers.Written(form.Numbers);
        if (form.Strings.Count > 0) shape.Strings = [.. form.Strings.Select(StringOf).OfType<StringShape>()];
        if (form.Objects.Count > 0) shape.Objects = [.. form.Objects.Select(ObjectOf)];
        if (form.Arrays.Count > 0) shape.Arrays = [.. form.Arrays.Select(ArrayOf)];
    }

    private StringShape? StringOf(StringForm form)
    {
        if (_forms.Algebra.Strings.ContentsOf(form) is not Language contents) return new StringShape(null, form.MinLength, form.MaxLength, form.Binding ?? _options.Spans);
        return _space.IsEmpty(contents) ? null : new StringShape(contents);
    }

    private GrammarException Refused(string keyword, string reason, string remedy) =>
        Errors.Unsupported(_forms.Tool, _filling.Claims.Select(c => _forms.Facts.SchemaOf(c)?.Pointer).FirstOrDefault(p => p is not null) ?? "#", keyword, reason, remedy);

    /// <summary>Items: each place its own claims, and, where items are counted, each way to count there.</summary>
    private ArrayShape ArrayOf(ArrayForm form)
    {
        ContainsRule[] counted = [.. form.Contains.Where(c => c.Min > 0 || c.Max < long.MaxValue).Distinct()];
        if (counted.Length > MaxCounted) throw Refused("contains", $"more than {MaxCounted} of them meet in one array.", "Write fewer");
        int count = counted.Length == 0 ? 0 : counted.Max(c => c.Prefix.Count);
        foreach (ItemsRule rule in form.Rules) count = Math.Max(count, rule.Prefix.Count);
        List<IReadOnlyList<CountedShape>> prefix = [];
        for (int i = 0; i < count && i < form.Max; i++) prefix.Add(ItemOf(form, counted, i));
        return new ArrayShape
        {
            Prefix = prefix,
            Items = ItemOf(form, counted, count),
            MinItems = form.Min,
            MaxItems = form.Max,
            Counts = [.. counted.Select(c => new CountBounds(c.Min, c.Max))],
            Unique = form.Unique,
        };
    }

    private List<CountedShape> ItemOf(ArrayForm form, ContainsRule[] counted, int index)
    {
        List<Claim> claims = [];
        foreach (ItemsRule rule in form.Rules) claims.Add(index < rule.Prefix.Count ? rule.Prefix[index] : rule.Rest);
        return Ways(Goal.Of([.. claims]), [.. counted.Select(c => (index < c.Prefix.Count ? c.Prefix[index] : c.Rest, c.Max))]);
    }

    /// <summary>The ways in which a value can count. Where only scalars are concerned, or there may only be so many, values that satisfy a claim and those
    /// that do not are told apart; else a value that satisfies it may also go uncounted.</summary>
    /// <param name="goal">What holds for the value anyway.</param>
    /// <param name="counted">By count: what is counted, <see cref="Claim.Never"/> for nothing here, and how many there may be.</param>
    private List<CountedShape> Ways(Goal goal, IReadOnlyList<(Claim Value, long Max)> counted)
    {
        if (goal.IsNever) return [];
        List<(Goal Goal, ulong Bits)> ways = [(goal, 0)];
        for (int i = 0; i < counted.Count; i++)
        {
            (Claim value, long max) = counted[i];
            if (value == Claim.Never) continue;
            List<(Goal, ulong)> next = [];
            foreach ((Goal way, ulong bits) in ways)
            {
                Goal inside = way.And(value);
                if (!inside.IsNever && !_forms.IsEmpty(inside)) next.Add((inside, bits | (1UL << i)));
                Goal outside = max == long.MaxValue && !_forms.IsScalar(inside) ? way : way.And(!value);
                if (!outside.IsNever && !_forms.IsEmpty(outside)) next.Add((outside, bits));
            }
            ways = next;
            if (ways.Count > MaxWays) throw Refused("not", $"a value can count in more than {MaxWays} ways.", "Write fewer alternatives");
        }
        return [.. ways.Select(w => new CountedShape(ShapeOf(w.Goal), w.Bits))];
    }
}
