using System.Collections.ObjectModel;
using System.Text.Json;

namespace EdgeAgent.JsonSchema;

/// <summary>Limits and defaults for reading a schema, and the documents that it may refer to.</summary>
public sealed record SchemaDocumentOptions
{
    /// <summary>The draft of a schema that names none in <c>$schema</c>. Default <see cref="SchemaDraft.Unstated"/>.</summary>
    public SchemaDraft DefaultDraft { get; init; } = SchemaDraft.Unstated;

    /// <summary>Further schemas by their absolute URIs without fragment, for references and <c>$schema</c>. Default: none.</summary>
    /// <remarks>
    /// Only those that references lead to are read, and their subschemas count towards <see cref="MaxSchemas"/>. The meta-schemas of drafts 4 to 2020-12 need
    /// not be given. Nothing is ever fetched. A meta-schema given here, with a <c>$vocabulary</c>, makes a dialect: a schema that names it in <c>$schema</c>
    /// has the keywords of those vocabularies and no others.
    /// </remarks>
    public IReadOnlyDictionary<string, JsonElement> Documents { get; init; } = ReadOnlyDictionary<string, JsonElement>.Empty;

    /// <summary>How deep the schema's JSON may nest. Default 256, more than any schema that a person wrote; 1 to 1,000.</summary>
    public int MaxDepth
    {
        get;
        init => field = value is >= 1 and <= 1000 ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxDepth), value, "Allow 1 to 1,000 levels.");
    } = 256;

    /// <summary>How many bytes of UTF-8 the schema's text may have. Default 16 MiB.</summary>
    public int MaxBytes
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(MaxBytes), value, "Allow at least one byte.");
    } = 16 << 20;

    /// <summary>How many subschemas there may be, all levels together. Default 200,000.</summary>
    public int MaxSchemas
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(MaxSchemas), value, "Allow at least one schema.");
    } = 200_000;

    internal static SchemaDocumentOptions Default { get; } = new();
}
