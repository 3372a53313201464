using System.Text;
using System.Text.Json;

namespace EdgeAgent.JsonSchema;

/// <summary>A JSON Schema, read once: every subschema a <see cref="SchemaNode"/> that knows its JSON pointer, every local reference resolved.</summary>
/// <remarks>
/// Immutable and thread-safe. A known keyword with a malformed value is an error; an unknown keyword is an annotation, listed in
/// <see cref="Annotations"/>. Source of the rules: https://json-schema.org/draft/2020-12 and its predecessors down to draft 4.
/// </remarks>
public sealed class SchemaDocument
{
    internal SchemaDocument(SchemaNode root, IReadOnlyList<SchemaAnnotation> annotations) => (Root, Annotations) = (root, annotations);

    /// <summary>The schema itself.</summary>
    public SchemaNode Root { get; }

    /// <summary>Keywords that restrict nothing because they are unknown, in document order.</summary>
    public IReadOnlyList<SchemaAnnotation> Annotations { get; }

    /// <summary>Whether some reference leads to one schema or another, depending on the way that led to it (see <see cref="SchemaNode.DynamicRefTargets"/>).</summary>
    public bool HasDynamicReferences { get; internal init; }

    /// <summary>Reads a schema from UTF-8 JSON.</summary>
    /// <param name="utf8">The text: an object or a boolean.</param>
    /// <param name="options">Limits; the defaults where null.</param>
    /// <exception cref="JsonSchemaException">It is not JSON, too large, has a malformed keyword, or a reference that leads nowhere.</exception>
    public static SchemaDocument Parse(ReadOnlySpan<byte> utf8, SchemaDocumentOptions? options = null)
    {
        options ??= SchemaDocumentOptions.Default;
        if (utf8.Length > options.MaxBytes)
            throw Errors.TooLarge($"The schema has {utf8.Length:N0} bytes, the limit is {options.MaxBytes:N0}.", "#", nameof(options.MaxBytes));
        Utf8JsonReader reader = new(utf8, new JsonReaderOptions { MaxDepth = options.MaxDepth });
        try
        {
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            while (reader.Read()) { } // text after the value is an error that only reading on shows
            return new SchemaReader(document.RootElement.Clone(), options).Read();
        }
        catch (JsonException e)
        {
            throw Errors.NotJson(e);
        }
    }

    /// <summary>Reads a schema from JSON text.</summary>
    /// <inheritdoc cref="Parse(ReadOnlySpan{byte}, SchemaDocumentOptions?)"/>
    public static SchemaDocument Parse(string json, SchemaDocumentOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        return Parse(Encoding.UTF8.GetBytes(json), options);
    }

    /// <summary>Reads a schema from a JSON value, which is copied.</summary>
    /// <param name="schema">An object or a boolean.</param>
    /// <param name="options">Limits; the defaults where null.</param>
    /// <inheritdoc cref="Parse(ReadOnlySpan{byte}, SchemaDocumentOptions?)" path="/exception"/>
    public static SchemaDocument Parse(JsonElement schema, SchemaDocumentOptions? options = null) =>
        new SchemaReader(schema.Clone(), options ?? SchemaDocumentOptions.Default).Read();
}
