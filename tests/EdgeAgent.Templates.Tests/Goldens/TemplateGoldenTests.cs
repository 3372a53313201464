using System.Text.Json.Nodes;

namespace EdgeAgent.Templates.Tests.Goldens;

public class TemplateGoldenTests
{
    [Fact]
    public void Render_UnpreparedMessages_IsWhatTheTemplateGivesInJinja()
    {
        Dictionary<string, ChatTemplate> templates = [];
        List<string> differences = [];
        int cases = 0;
        foreach (JsonObject row in Golden.Lines("templates.goldens.jsonl.gz"))
        {
            cases++;
            string name = (string)row["template"]!;
            if (!templates.TryGetValue(name, out ChatTemplate? template)) templates[name] = template = Golden.Template(name);
            JsonObject expectation = row["plain"]?.AsObject() ?? row;
            if (Golden.Difference(expectation, () => template.Render(Golden.Input(row))) is { } difference) differences.Add($"{name} {row["case"]}\n{difference}");
        }
        Assert.True(differences.Count == 0, $"{differences.Count} differences of {cases}\n{string.Join("\n", differences.Take(30))}");
        Assert.Equal(47, templates.Count);
    }
}
