using System.Xml.Linq;
using EdgeAgent.TestData;

namespace EdgeAgent.EndToEnd.Tests.Structure;

/// <summary>A part refers only to parts above it, and knows nothing of what the design keeps from it (docs/architecture.md).</summary>
public sealed class ReferencesTests
{
    /// <summary>The parts in order; a part may refer to any before it.</summary>
    private static readonly string[] Parts =
    [
        "EdgeAgent.JsonSchema", "EdgeAgent.Templates", "EdgeAgent.Tokenizers", "EdgeAgent.Grammar", "EdgeAgent.Models", "EdgeAgent.Conversion",
        "EdgeAgent.Inference", "EdgeAgent.Agents.Generators", "EdgeAgent.Agents", "EdgeAgent", "EdgeAgent.Mcp", "EdgeAgent.Testing",
    ];

    /// <summary>What a part must not reach, directly or through others.</summary>
    private static readonly Dictionary<string, string[]> Forbidden = new()
    {
        ["EdgeAgent.Tokenizers"] = ["EdgeAgent.Models", "Microsoft.ML.OnnxRuntime"],
        ["EdgeAgent.Grammar"] = ["EdgeAgent.Tokenizers", "EdgeAgent.Templates", "Microsoft.ML.OnnxRuntime"],
        ["EdgeAgent.Models"] = ["Microsoft.ML.OnnxRuntime", "EdgeAgent.Agents"],
        ["EdgeAgent.Conversion"] = ["EdgeAgent.Agents", "Microsoft.ML.OnnxRuntime"],
        ["EdgeAgent.Inference"] = ["EdgeAgent.Agents", "EdgeAgent.Templates", "EdgeAgent.Conversion", "Microsoft.Extensions.AI.Abstractions"],
        ["EdgeAgent.Agents"] = ["EdgeAgent.Grammar", "EdgeAgent.Tokenizers", "EdgeAgent.Inference", "Microsoft.ML.OnnxRuntime"],
        ["EdgeAgent"] = ["EdgeAgent.Conversion"],
        ["EdgeAgent.Mcp"] = ["EdgeAgent.Inference", "EdgeAgent.Grammar", "Microsoft.ML.OnnxRuntime"],
    };

    [Fact]
    public void Parts_AllOfSrc_AreInTheOrder() =>
        Assert.Equal(Parts.Order(), Directory.GetDirectories(SharedData.InRepository("src")).Select(Path.GetFileName).Order());

    [Fact]
    public void References_OfEachPart_LeadUpwardsOnly()
    {
        foreach (string part in Parts)
            foreach (string reference in References(part).Where(name => name.StartsWith("EdgeAgent", StringComparison.Ordinal)))
                Assert.True(Array.IndexOf(Parts, reference) < Array.IndexOf(Parts, part), $"{part} refers to {reference}, which is not above it.");
    }

    [Fact]
    public void References_OfEachPart_ReachNothingItMustNotKnow()
    {
        foreach ((string part, string[] hidden) in Forbidden)
            Assert.Empty(Reachable(part).Intersect(hidden).Select(name => $"{part} reaches {name}"));
    }

    private static HashSet<string> Reachable(string part)
    {
        HashSet<string> found = [];
        Stack<string> open = new(References(part));
        while (open.TryPop(out string? name))
            if (found.Add(name) && Parts.Contains(name))
                foreach (string next in References(name)) open.Push(next);
        return found;
    }

    private static IEnumerable<string> References(string part)
    {
        XDocument project = XDocument.Load(SharedData.InRepository("src", part, $"{part}.csproj"));
        return project.Descendants("ProjectReference").Select(element => Path.GetFileNameWithoutExtension(((string)element.Attribute("Include")!).Replace('\\', '/')))
            .Concat(project.Descendants("PackageReference").Select(element => (string)element.Attribute("Include")!));
    }
}
