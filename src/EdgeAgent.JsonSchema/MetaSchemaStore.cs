using System.Text.Json;

namespace EdgeAgent.JsonSchema;

/// <summary>The meta-schemas of drafts 4 to 2020-12 by their URIs, read when first referred to.</summary>
internal static class MetaSchemaStore
{
    private const string Modern = "https://json-schema.org/draft/";

    /// <summary>The meta-schema that a URI (without fragment) names, or null.</summary>
    public static JsonElement? Find(string uri)
    {
        string? file = uri switch
        {
            "http://json-schema.org/draft-04/schema" => "draft-04.json",
            "http://json-schema.org/draft-06/schema" => "draft-06.json",
            "http://json-schema.org/draft-07/schema" => "draft-07.json",
            _ when uri.StartsWith(Modern, StringComparison.Ordinal) => uri[Modern.Length..].Replace("/meta/", ".", StringComparison.Ordinal).Replace('/', '.') + ".json",
            _ => null,
        };
        using Stream? stream = file is null ? null : typeof(MetaSchemaStore).Assembly.GetManifestResourceStream(file);
        if (stream is null) return null;
        using JsonDocument document = JsonDocument.Parse(stream);
        return document.RootElement.Clone();
    }
}
