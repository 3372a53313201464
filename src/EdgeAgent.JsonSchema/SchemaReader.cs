using System.Text.Json;
using EdgeAgent.JsonSchema.Checking;

namespace EdgeAgent.JsonSchema;

/// <summary>Reads a document's schemas in one walk; references are resolved after it, when every target is known.</summary>
internal sealed partial class SchemaReader(JsonElement root, SchemaDocumentOptions options)
{
    private static readonly Uri DocumentUri = new("json-schema:///");

    private readonly List<SchemaAnnotation> _annotations = [];
    private readonly List<SchemaNode> _nodes = [];
    private readonly List<(SchemaNode Node, string Reference, bool Dynamic)> _references = [];
    private readonly Dictionary<string, SchemaResource> _resources = new(StringComparer.Ordinal);

    public SchemaDocument Read()
    {
        SchemaNode node = ReadDocument(root, DocumentUri, "#", options.DefaultDraft);
        ResolveReferences();
        return new SchemaDocument(node, _annotations) { HasDynamicReferences = _references.Any(r => r.Node.DynamicRefTargets is { Count: > 1 }) };
    }

    /// <summary>Reads a document, the given one or another that a reference leads to.</summary>
    /// <param name="json">Its text.</param>
    /// <param name="uri">Where it was found; an <c>$id</c> in it gives it a second URI.</param>
    /// <param name="pointer">How its root is called in pointers.</param>
    /// <param name="draft">Whose rules it follows if it does not say.</param>
    private SchemaNode ReadDocument(JsonElement json, Uri uri, string pointer, SchemaDraft draft)
    {
        if (!TextSoundness.IsSound(json) && TextSoundness.FindFault(json) is (string place, string fault)) throw Errors.Unsound(pointer + place[1..], fault);
        SchemaResource resource = new(uri, DialectOf(json, pointer, Dialect.Of(draft)));
        _resources[uri.AbsoluteUri] = resource;
        SchemaNode node = ReadSchema(json, null, pointer, null, resource, 0);
        resource.Root ??= node;
        return node;
    }

    private SchemaNode ReadSchema(JsonElement json, SchemaNode? parent, string keyword, string? key, SchemaResource resource, int depth)
    {
        SchemaNode node = new(json, parent, keyword, key, resource);
        if (json.ValueKind is JsonValueKind.True or JsonValueKind.False) node.Boolean = json.ValueKind == JsonValueKind.True;
        else if (json.ValueKind != JsonValueKind.Object) throw Errors.NotASchema(node.Pointer, json.ValueKind);
        if (depth > options.MaxDepth)
            throw Errors.TooLarge($"The schema nests deeper than {options.MaxDepth} levels.", node.Pointer, nameof(options.MaxDepth));
        if (_nodes.Count >= options.MaxSchemas)
            throw Errors.TooLarge($"The document has more than {options.MaxSchemas:N0} subschemas.", node.Pointer, nameof(options.MaxSchemas));
        _nodes.Add(node);
        if (node.Boolean is null) new NodeReader(this, node, depth).Read();
        return node;
    }

    /// <summary>Gives a schema with an <c>$id</c> a resource of its own.</summary>
    private void Identify(SchemaNode node, string id)
    {
        if (id.StartsWith('#')) // before 2019-09 this is an anchor
        {
            node.Resource.Anchors.TryAdd(id[1..], node);
            return;
        }
        if (!Uri.TryCreate(node.Resource.BaseUri, id, out Uri? uri)) throw Errors.Malformed(node.Pointer, "$id", "a URI reference");
        if (uri.Fragment.Length > 1) node.Resource.Anchors.TryAdd(uri.Fragment[1..], node);
        SchemaResource resource = new(WithoutFragment(uri), DialectOf(node.Json, node.Pointer, node.Resource.Dialect)) { Root = node };
        _resources.TryAdd(resource.BaseUri.AbsoluteUri, resource);
        if (node.Resource.Root is null) _resources[node.Resource.BaseUri.AbsoluteUri] = resource; // a document's root, under the URI it was found at
        node.Resource = resource;
    }

    private static Uri WithoutFragment(Uri uri)
    {
        int hash = uri.AbsoluteUri.IndexOf('#', StringComparison.Ordinal);
        return hash < 0 ? uri : new Uri(uri.AbsoluteUri[..hash]);
    }
}
