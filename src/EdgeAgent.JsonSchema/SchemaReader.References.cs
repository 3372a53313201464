using System.Globalization;
using System.Text.Json;

namespace EdgeAgent.JsonSchema;

internal sealed partial class SchemaReader
{
    private readonly Dictionary<(SchemaNode Parent, string Keyword, string? Key), SchemaNode> _children = [];
    private readonly Dictionary<string, List<SchemaNode>> _candidates = new(StringComparer.Ordinal);
    private readonly Dictionary<(SchemaNode From, string Path), SchemaNode> _unknown = [];
    private int _indexed;
    private bool _allRead;

    private void ResolveReferences()
    {
        // Resolving may read schemas at places that the walk did not know as such, and other documents, and these may hold references in turn.
        for (int i = 0; i < _references.Count; i++)
        {
            (SchemaNode node, string reference, bool dynamic) = _references[i];
            string keyword = !dynamic ? "$ref" : node.Draft == SchemaDraft.Draft201909 ? "$recursiveRef" : "$dynamicRef";
            SchemaNode target = Resolve(node, keyword, reference, out string fragment);
            if (!dynamic) node.Ref = target;
            else (node.DynamicTarget, node.DynamicName) = (target, DynamicName(node, target, fragment));
        }
        foreach ((SchemaNode node, _, _) in _references)
            if (node.DynamicName is string name) node.DynamicCandidates = Candidates(name);
    }

    /// <summary>The name that is looked for in the dynamic scope; null where the reference is as good as <c>$ref</c>.</summary>
    private static string? DynamicName(SchemaNode node, SchemaNode target, string fragment)
    {
        if (node.Draft == SchemaDraft.Draft201909) return fragment.Length == 0 && target.RecursiveAnchor ? "" : null;
        return target.DynamicAnchor == fragment && fragment.Length > 0 ? fragment : null;
    }

    /// <summary>The schemas that bear a dynamic anchor, one list for all references by that name.</summary>
    private List<SchemaNode> Candidates(string name)
    {
        if (_candidates.TryGetValue(name, out List<SchemaNode>? known)) return known;
        HashSet<SchemaNode> found = [];
        foreach (SchemaResource resource in _resources.Values)
            if (resource.DynamicAnchors.TryGetValue(name, out SchemaNode? anchor)) found.Add(anchor);
        return _candidates[name] = [.. found];
    }

    private SchemaNode Resolve(SchemaNode node, string keyword, string reference, out string fragment)
    {
        SchemaResource resource = node.Resource;
        fragment = "";
        if (reference.StartsWith('#')) fragment = reference[1..];
        else
        {
            if (!Uri.TryCreate(resource.BaseUri, reference, out Uri? uri)) throw Errors.Malformed(node.Pointer, keyword, "a URI reference");
            if (uri.Fragment.Length > 0) fragment = uri.Fragment[1..];
            resource = ResourceAt(WithoutFragment(uri)) ?? throw Errors.RefOutside(node.Pointer, keyword, reference);
        }
        fragment = Uri.UnescapeDataString(fragment);
        if (fragment.Length == 0) return resource.Root!;
        SchemaNode? target = fragment[0] == '/' ? At(resource.Root!, fragment) : resource.Anchors.GetValueOrDefault(fragment);
        return target ?? throw Errors.RefNotFound(node.Pointer, keyword, reference);
    }

    private SchemaResource? ResourceAt(Uri uri)
    {
        string name = uri.AbsoluteUri;
        if (_resources.TryGetValue(name, out SchemaResource? known)) return known;
        if ((options.Documents.TryGetValue(name, out JsonElement given) ? given : MetaSchemaStore.Find(name)) is JsonElement json)
        {
            ReadDocument(json.Clone(), uri, name + "#", options.DefaultDraft);
            return _resources[name];
        }
        if (_allRead) return null;
        // The URI may be an $id inside one of the documents given: only reading them tells.
        _allRead = true;
        foreach ((string other, JsonElement text) in options.Documents)
        {
            if (!_resources.ContainsKey(other) && Uri.TryCreate(other, UriKind.Absolute, out Uri? place))
                ReadDocument(text.Clone(), place, other + "#", options.DefaultDraft);
        }
        return _resources.GetValueOrDefault(name);
    }

    /// <summary>Goes down from a schema by a JSON pointer: from one known schema to the next, and through anything else that the pointer passes.</summary>
    private SchemaNode? At(SchemaNode from, string fragment)
    {
        for (; _indexed < _nodes.Count; _indexed++)
            if (_nodes[_indexed] is { Parent: SchemaNode parent } child) _children.TryAdd((parent, child.Keyword, child.Key), child);
        string[] names = [.. fragment[1..].Split('/').Select(JsonPointer.Unescape)];
        for (int at = 0; at < names.Length;)
        {
            string? below = at + 1 < names.Length ? names[at + 1] : null;
            if (below is not null && _children.TryGetValue((from, names[at], below), out SchemaNode? next)) at += 2;
            else if (_children.TryGetValue((from, names[at], null), out next)) at++;
            else return AtUnknown(from, names[at..]);
            from = next;
        }
        return from;
    }

    /// <summary>Reads a schema at a place that holds none by the rules, such as below a keyword that nobody knows.</summary>
    private SchemaNode? AtUnknown(SchemaNode from, string[] names)
    {
        JsonElement json = from.Json;
        foreach (string name in names)
        {
            if (json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement member)) json = member;
            else if (json.ValueKind == JsonValueKind.Array && IndexOf(name) < json.GetArrayLength()) json = json[IndexOf(name)];
            else return null;
        }
        string keyword = string.Join('/', names.Select(JsonPointer.Escape));
        if (_unknown.TryGetValue((from, keyword), out SchemaNode? known)) return known;
        SchemaNode node = ReadSchema(json, from, keyword, null, from.Resource, names.Length);
        _unknown.Add((from, keyword), node);
        return node;
    }

    private static int IndexOf(string name) => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int index) ? index : int.MaxValue;
}
