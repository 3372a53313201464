namespace EdgeAgent.JsonSchema;

/// <summary>A part of a document with a base URI of its own (<c>$id</c>): what fragments and relative references start from.</summary>
internal sealed class SchemaResource(Uri baseUri, Dialect dialect)
{
    public Uri BaseUri { get; } = baseUri;

    public Dialect Dialect { get; } = dialect;

    public SchemaNode? Root { get; set; }

    public Dictionary<string, SchemaNode> Anchors { get; } = new(StringComparer.Ordinal);

    /// <summary>The anchors that <c>$dynamicRef</c> looks for while validating; 2019-09's <c>$recursiveAnchor</c> is the one with the empty name.</summary>
    public Dictionary<string, SchemaNode> DynamicAnchors { get; } = new(StringComparer.Ordinal);
}
