using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.Models;

namespace EdgeAgent.Cli.Commands;

/// <summary>Models as JSON, for scripts.</summary>
internal static class ModelsJson
{
    public static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A row of the manifest with what this machine has of it; either may be missing.</summary>
    public static JsonObject Row(ModelManifestEntry? entry, ModelOnDisk? here)
    {
        JsonObject row = new() { ["id"] = entry?.Id ?? here?.Id };
        if (entry is not null)
        {
            row["aliases"] = Strings(entry.Aliases);
            row["title"] = entry.Title;
            row["repository"] = entry.Repository;
            row["languages"] = Strings(entry.Languages);
            row["baseModel"] = entry.BaseModel;
            row["licence"] = entry.Licence.Id;
            row["mustAccept"] = entry.Licence.MustAccept;
            row["contextLength"] = entry.Architecture.ContextLength;
            row["assumed"] = Strings(entry.Assumed);
        }
        row["here"] = here is null ? null : new JsonObject
        {
            ["folder"] = here.Fetched,
            ["bytes"] = here.FetchedBytes,
            ["whole"] = here.IsWhole,
            ["packages"] = Strings(here.Packages),
            ["packageBytes"] = here.PackageBytes,
        };
        return row;
    }

    public static JsonArray Files(IEnumerable<PackageFile> files)
        => [.. files.Select(JsonNode (file) => new JsonObject { ["name"] = file.Name, ["bytes"] = file.Bytes, ["sha256"] = file.Sha256 })];

    public static JsonArray Strings(IEnumerable<string> texts) => [.. texts.Select(JsonNode (text) => JsonValue.Create(text))];
}
