namespace EdgeAgent.JsonSchema;

/// <summary>A part of a document with a base URI of its own (<c>$id</c>): what fragments and relative references start from.</summary>
internal sealed class SchemaResource(Uri baseUri, SchemaDraft draft)
{
    public Uri BaseUri { get; } = baseUri;

    public SchemaDraft Draft { get; } = draft;

    public SchemaNode? Root { get; set; }

    public Dictionary<string, SchemaNode> Anchors { get; } = new(StringComparer.Ordinal);

    /// <summary>Before 2019-09 <c>$ref</c> hides the keywords beside it.</summary>
    public bool RefHidesSiblings => Draft is SchemaDraft.Draft4 or SchemaDraft.Draft6 or SchemaDraft.Draft7;
}
