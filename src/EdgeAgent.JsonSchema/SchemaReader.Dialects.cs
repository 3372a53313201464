using System.Text.Json;

namespace EdgeAgent.JsonSchema;

internal sealed partial class SchemaReader
{
    private const string VocabularyPrefix = "https://json-schema.org/draft/";

    private Dialect DialectOf(JsonElement schema, string pointer, Dialect inherited)
    {
        if (schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("$schema", out JsonElement value)) return inherited;
        if (value.ValueKind != JsonValueKind.String) throw Errors.Malformed(pointer, "$schema", "a string");
        string uri = value.GetString()!;
        if (DraftOf(uri) is SchemaDraft draft) return Dialect.Of(draft);
        if (DialectOfOwn(uri.TrimEnd('#'), pointer) is Dialect own) return own;
        _annotations.Add(new SchemaAnnotation(pointer, "$schema", $"The dialect '{uri}' is not known here; read as if it were not stated."));
        return inherited;
    }

    private static SchemaDraft? DraftOf(string uri) => uri.TrimEnd('#').Replace("https://", "http://", StringComparison.Ordinal) switch
    {
        "http://json-schema.org/draft-04/schema" => SchemaDraft.Draft4,
        "http://json-schema.org/draft-06/schema" => SchemaDraft.Draft6,
        "http://json-schema.org/draft-07/schema" => SchemaDraft.Draft7,
        "http://json-schema.org/draft/2019-09/schema" => SchemaDraft.Draft201909,
        "http://json-schema.org/draft/2020-12/schema" => SchemaDraft.Draft202012,
        _ => null,
    };

    /// <summary>The dialect of a meta-schema among the documents given: its own <c>$schema</c>'s draft, and the vocabularies that it lists.</summary>
    private Dialect? DialectOfOwn(string uri, string pointer)
    {
        if (!options.Documents.TryGetValue(uri, out JsonElement meta) || meta.ValueKind != JsonValueKind.Object) return null;
        SchemaDraft? named = meta.TryGetProperty("$schema", out JsonElement name) && name.ValueKind == JsonValueKind.String ? DraftOf(name.GetString()!) : null;
        SchemaDraft draft = named ?? options.DefaultDraft;
        if (!meta.TryGetProperty("$vocabulary", out JsonElement list) || list.ValueKind != JsonValueKind.Object) return Dialect.Of(draft);
        Vocabularies vocabularies = Vocabularies.None;
        foreach (JsonProperty p in list.EnumerateObject())
        {
            Vocabularies? known = VocabularyOf(p.Name);
            if (known is null && p.Value.ValueKind == JsonValueKind.True) throw Errors.UnknownVocabulary(pointer, uri, p.Name);
            vocabularies |= known ?? Vocabularies.None;
        }
        return new Dialect(draft, vocabularies);
    }

    /// <summary>None for a vocabulary that restricts nothing, null for one that is not known.</summary>
    private static Vocabularies? VocabularyOf(string uri) => !uri.StartsWith(VocabularyPrefix, StringComparison.Ordinal) ? null : uri[VocabularyPrefix.Length..] switch
    {
        "2019-09/vocab/core" or "2019-09/vocab/meta-data" or "2019-09/vocab/content" => Vocabularies.None,
        "2019-09/vocab/applicator" => Vocabularies.Applicator | Vocabularies.Unevaluated,
        "2019-09/vocab/validation" or "2020-12/vocab/validation" => Vocabularies.Validation,
        "2019-09/vocab/format" => Vocabularies.None,
        "2020-12/vocab/core" or "2020-12/vocab/meta-data" or "2020-12/vocab/content" or "2020-12/vocab/format-annotation" => Vocabularies.None,
        "2020-12/vocab/applicator" => Vocabularies.Applicator,
        "2020-12/vocab/unevaluated" => Vocabularies.Unevaluated,
        "2020-12/vocab/format-assertion" => Vocabularies.FormatAssertion,
        _ => null,
    };
}
