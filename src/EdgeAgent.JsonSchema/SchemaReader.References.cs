using System.Text.Json;

namespace EdgeAgent.JsonSchema;

internal sealed partial class SchemaReader
{
    private Dictionary<string, SchemaNode>? _byPointer;
    private int _indexed;

    private void ResolveReferences()
    {
        // Resolving may read schemas at places that the walk did not know as such, and these may hold references in turn.
        for (int i = 0; i < _references.Count; i++)
        {
            (SchemaNode node, string reference) = _references[i];
            node.Ref = Resolve(node, reference);
        }
    }

    private SchemaNode Resolve(SchemaNode node, string reference)
    {
        SchemaResource resource = node.Resource;
        string fragment = "";
        if (reference.StartsWith('#')) fragment = reference[1..];
        else
        {
            if (!Uri.TryCreate(resource.BaseUri, reference, out Uri? uri)) throw Errors.Malformed(node.Pointer, "$ref", "a URI reference");
            if (uri.Fragment.Length > 0) fragment = uri.Fragment[1..];
            if (!_resources.TryGetValue(WithoutFragment(uri), out SchemaResource? other)) throw Errors.RefOutside(node.Pointer, reference);
            resource = other;
        }
        fragment = Uri.UnescapeDataString(fragment);
        if (fragment.Length == 0) return resource.Root!;
        SchemaNode? target = fragment[0] == '/' ? At(resource, fragment) : resource.Anchors.GetValueOrDefault(fragment);
        return target ?? throw Errors.RefNotFound(node.Pointer, reference);
    }

    private SchemaNode? At(SchemaResource resource, string fragment)
    {
        _byPointer ??= new Dictionary<string, SchemaNode>(StringComparer.Ordinal);
        for (; _indexed < _nodes.Count; _indexed++) _byPointer.TryAdd(_nodes[_indexed].Pointer, _nodes[_indexed]);
        string[] segments = fragment[1..].Split('/');
        string pointer = resource.Root!.Pointer;
        JsonElement json = resource.Root.Json;
        foreach (string segment in segments)
        {
            string name = JsonPointer.Unescape(segment);
            pointer = JsonPointer.Append(pointer, name);
            if (json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement member)) json = member;
            else if (json.ValueKind == JsonValueKind.Array && int.TryParse(name, out int index) && (uint)index < (uint)json.GetArrayLength()) json = json[index];
            else return null;
        }
        return _byPointer.TryGetValue(pointer, out SchemaNode? known) ? known : ReadSchema(json, null, pointer, null, resource, segments.Length);
    }
}
