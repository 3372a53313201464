using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Normalization;

/// <summary>The schema resources that lead to a schema, the outermost first, each once: what dynamic references are resolved by. One object for each
/// sequence.</summary>
internal sealed class Scope
{
    private readonly Dictionary<SchemaNode, Scope> _inner = [];
    private readonly SchemaNode[] _resources;
    private readonly bool _grows;

    private Scope(SchemaNode[] resources, bool grows) => (_resources, _grows) = (resources, grows);

    /// <summary>The scope of documents without dynamic references: it stays as it is.</summary>
    public static Scope None { get; } = new([], grows: false);

    /// <summary>A scope that remembers.</summary>
    public static Scope Empty() => new([], grows: true);

    /// <summary>The scope inside a resource.</summary>
    public Scope Enter(SchemaNode resource)
    {
        if (!_grows || _resources.Contains(resource)) return this;
        if (!_inner.TryGetValue(resource, out Scope? inner)) _inner.Add(resource, inner = new Scope([.. _resources, resource], grows: true));
        return inner;
    }

    /// <summary>Of the schemas that a dynamic reference may lead to, the one that it leads to here.</summary>
    public SchemaNode Resolve(IReadOnlyList<SchemaNode> targets)
    {
        foreach (SchemaNode resource in _resources)
            foreach (SchemaNode target in targets)
                if (target.ResourceRoot == resource) return target;
        return targets[0];
    }
}
