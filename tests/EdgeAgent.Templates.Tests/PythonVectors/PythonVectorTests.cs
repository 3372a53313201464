using System.Text.Json.Nodes;
using EdgeAgent.TestData;

namespace EdgeAgent.Templates.Tests.PythonVectors;

/// <summary>Numbers, strings and containers behave as in Python: vectors that <c>make_vectors.py</c> printed with Python itself.</summary>
public class PythonVectorTests
{
    [Fact]
    public void Render_ExpressionOfBothLanguages_PrintsWhatPythonPrints()
    {
        List<string> differences = [];
        int count = 0;
        foreach (string line in File.ReadLines(SharedData.InRepository("tests", "EdgeAgent.Templates.Tests", "PythonVectors", "vectors.jsonl")))
        {
            JsonObject row = JsonNode.Parse(line)!.AsObject();
            string expression = (string)row["expression"]!;
            string? expected = (string?)row["expected"], actual;
            try
            {
                actual = ChatTemplate.Compile($"{{{{ {expression} }}}}").Render([]);
            }
            catch (TemplateException e)
            {
                actual = expected is null ? null : e.Message;
            }
            if (actual != expected) differences.Add($"{expression}\n  expected {expected ?? "an error"}\n       got {actual}");
            count++;
        }
        Assert.True(differences.Count == 0, $"{differences.Count} differences of {count}\n{string.Join("\n", differences.Take(20))}");
        Assert.True(count > 1000);
    }
}
