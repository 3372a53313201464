using System.Text.Json;

namespace EdgeAgent.JsonSchema.Tests.Suite;

/// <summary>A schema of the official test suite with its instances.</summary>
public sealed record SuiteGroup(string Draft, string File, bool Optional, bool Format, string Description, JsonElement Schema, IReadOnlyList<SuiteTest> Tests)
{
    /// <summary>Whether its tests are about formats that are asserted: v1 has them among the required ones, and a file that wants them as annotations.</summary>
    public bool AssertsFormats => (Format || File.StartsWith("format/", StringComparison.Ordinal)) && File != "optional/format-annotation";

    public string Name => $"{File} / {Description}";

    public SchemaDraft DefaultDraft => Draft switch
    {
        "draft4" => SchemaDraft.Draft4,
        "draft6" => SchemaDraft.Draft6,
        "draft7" => SchemaDraft.Draft7,
        "draft2019-09" => SchemaDraft.Draft201909,
        _ => SchemaDraft.Draft202012,
    };
}
