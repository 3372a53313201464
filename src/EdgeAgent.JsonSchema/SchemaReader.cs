using System.Text.Json;

namespace EdgeAgent.JsonSchema;

/// <summary>Reads a document's schemas in one walk; references are resolved after it, when every target is known.</summary>
internal sealed partial class SchemaReader(JsonElement root, SchemaDocumentOptions options)
{
    private static readonly Uri DocumentUri = new("json-schema:///");

    private readonly List<SchemaAnnotation> _annotations = [];
    private readonly List<SchemaNode> _nodes = [];
    private readonly List<(SchemaNode Node, string Reference)> _references = [];
    private readonly Dictionary<Uri, SchemaResource> _resources = [];

    public SchemaDocument Read()
    {
        if (TextSoundness.FindFault(root) is (string pointer, string fault)) throw Errors.Unsound(pointer, fault);
        SchemaResource resource = new(DocumentUri, DraftOf(root, "#", options.DefaultDraft));
        _resources[DocumentUri] = resource;
        SchemaNode node = ReadSchema(root, null, "#", null, resource, 0);
        resource.Root ??= node;
        ResolveReferences();
        return new SchemaDocument(node, _annotations);
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
        SchemaResource resource = new(WithoutFragment(uri), DraftOf(node.Json, node.Pointer, node.Draft)) { Root = node };
        _resources.TryAdd(resource.BaseUri, resource);
        node.Resource = resource;
    }

    private SchemaDraft DraftOf(JsonElement schema, string pointer, SchemaDraft inherited)
    {
        if (schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("$schema", out JsonElement value)) return inherited;
        if (value.ValueKind != JsonValueKind.String) throw Errors.Malformed(pointer, "$schema", "a string");
        string uri = value.GetString()!.TrimEnd('#').Replace("https://", "http://", StringComparison.Ordinal);
        SchemaDraft? known = uri switch
        {
            "http://json-schema.org/draft-04/schema" => SchemaDraft.Draft4,
            "http://json-schema.org/draft-06/schema" => SchemaDraft.Draft6,
            "http://json-schema.org/draft-07/schema" => SchemaDraft.Draft7,
            "http://json-schema.org/draft/2019-09/schema" => SchemaDraft.Draft201909,
            "http://json-schema.org/draft/2020-12/schema" => SchemaDraft.Draft202012,
            _ => null,
        };
        if (known is null) _annotations.Add(new SchemaAnnotation(pointer, "$schema", $"The dialect '{value.GetString()}' is not known here; read as if it were not stated."));
        return known ?? inherited;
    }

    private static Uri WithoutFragment(Uri uri) => uri.Fragment.Length == 0 ? uri : new Uri(uri.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped));
}
