using System.Text.Json;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Schemas;

/// <summary>Turns schemas into shapes: reads what a schema says, refuses or reports what cannot be enforced.</summary>
/// <remarks>Members and items are deferred and read in a loop of their own, so that neither depth nor recursion of the schema is recursion here.</remarks>
internal sealed partial class ShapeBuilder(GrammarOptions options, List<GrammarRemark> remarks, CancellationToken cancellationToken)
{
    private static readonly byte[][] NullTexts = [[.. "null"u8]];
    private static readonly byte[][] BooleanTexts = [[.. "true"u8], [.. "false"u8]];

    private readonly Dictionary<SchemaNode, DeferredShape> _shapes = [];
    private readonly Queue<SchemaNode> _toRead = [];
    private readonly HashSet<SchemaNode> _reading = [];
    private readonly List<Shape> _all = [];
    private readonly Dictionary<NumberBounds, NumberShape> _numbers = [];
    private Shape? _any;
    private Shape? _anyObject;
    private string? _tool;

    /// <summary>The shape of a document's schema, with everything below it read and every height known.</summary>
    /// <exception cref="GrammarException">A keyword cannot be enforced, or no value satisfies the schema.</exception>
    public Shape Build(SchemaDocument document, string? tool, bool objectOnly)
    {
        _tool = tool;
        foreach (SchemaAnnotation a in document.Annotations) remarks.Add(new GrammarRemark(tool, a.Pointer, a.Keyword, false, a.Reason));
        int first = _all.Count;
        Shape root = Read(document.Root);
        if (objectOnly) root = Restrict(root, SchemaTypes.Object) ?? throw Errors.NotAnObject(tool!, document.Root.Pointer);
        while (_toRead.TryDequeue(out SchemaNode? node))
        {
            cancellationToken.ThrowIfCancellationRequested();
            _shapes[node].Target = Read(node);
        }
        FindHeights(first);
        CheckOneOfs();
        return root.Height < Shape.Never ? root : throw Errors.Unsatisfiable(tool, document.Root.Pointer);
    }

    private T Keep<T>(T shape) where T : Shape
    {
        _all.Add(shape);
        return shape;
    }

    /// <summary>The shape of a member or an item: read later.</summary>
    private Shape Below(SchemaNode node)
    {
        if (_shapes.TryGetValue(node, out DeferredShape? known)) return known;
        DeferredShape shape = Keep(new DeferredShape());
        _shapes.Add(node, shape);
        _toRead.Enqueue(node);
        return shape;
    }

    /// <summary>Shapes made for this document are visited until no height falls any more: each pass settles at least one level.</summary>
    private void FindHeights(int first)
    {
        for (bool changed = true; changed;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            changed = false;
            for (int i = _all.Count - 1; i >= first; i--) // what is inside was mostly made later
            {
                int height = _all[i].ComputeHeight();
                if (height >= _all[i].Height) continue;
                _all[i].Height = height;
                changed = true;
            }
        }
    }

    private Shape Any()
    {
        if (_any is not null) return _any;
        DeferredShape any = Keep(new DeferredShape());
        _any = any;
        any.Target = Keep(new UnionShape([Keep(new StringShape(0, long.MaxValue)), NumberOf(default), LiteralsOf([.. BooleanTexts, .. NullTexts]),
            AnyObject(), Keep(new ArrayShape([], any, 0, long.MaxValue))]));
        return any;
    }

    private Shape AnyObject() => _anyObject ??= Keep(new ObjectShape([], Any()));

    private LiteralsShape LiteralsOf(IReadOnlyList<byte[]> texts) => Keep(new LiteralsShape(texts));

    private NumberShape NumberOf(NumberBounds bounds)
    {
        if (!_numbers.TryGetValue(bounds, out NumberShape? shape)) _numbers.Add(bounds, shape = Keep(new NumberShape(bounds, NumberAutomaton.Build(bounds))));
        return shape;
    }
}
