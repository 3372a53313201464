using System.Text.Json.Nodes;

namespace EdgeAgent.Templates.Tests.Goldens;

public class JinjaFeatureTests
{
    [Fact]
    public void Render_CoreFeatures_AreWhatJinjaGives()
    {
        List<string> differences = [];
        foreach (JsonObject row in Golden.Lines("jinja_features.goldens.jsonl").Where(r => (string)r["tier"]! == "core"))
            if (Golden.Difference(row, () => Render(row)) is { } difference) differences.Add($"{row["n"]} {row["template"]}\n{difference}");
        Assert.True(differences.Count == 0, $"{differences.Count} differences\n{string.Join("\n", differences)}");
    }

    [Fact]
    public void Render_ExtraFeatures_AreWhatJinjaGivesOrRefusedByName()
    {
        List<string> differences = [];
        foreach (JsonObject row in Golden.Lines("jinja_features.goldens.jsonl").Where(r => (string)r["tier"]! == "extra"))
        {
            string? difference = Golden.Difference(row, () => Render(row));
            if (difference is not null && !difference.Contains("[EA2002]", StringComparison.Ordinal)) differences.Add($"{row["n"]} {row["template"]}\n{difference}");
        }
        Assert.True(differences.Count == 0, $"{differences.Count} differences\n{string.Join("\n", differences)}");
    }

    private static string Render(JsonObject row)
        => ChatTemplate.Compile((string)row["template"]!).Render(row["variables"]!.AsObject(), Golden.Now(row));
}
