using System.Reflection;
using EdgeAgent.TestData;

namespace EdgeAgent.EndToEnd.Tests.Structure;

/// <summary>The public surface is a text in the repository, so that a review sees its changes.</summary>
public sealed class PublicSurfaceTests
{
    public static TheoryData<string> Assemblies =>
    [
        "EdgeAgent.JsonSchema", "EdgeAgent.Templates", "EdgeAgent.Tokenizers", "EdgeAgent.Grammar", "EdgeAgent.Models", "EdgeAgent.Conversion",
        "EdgeAgent.Inference", "EdgeAgent.Agents", "EdgeAgent", "EdgeAgent.Mcp", "EdgeAgent.Testing",
    ];

    /// <summary>After a change that is meant, run with EDGE_AGENT_ACCEPT_SURFACE=1: the file is written anew and the test fails once more.</summary>
    [Theory, MemberData(nameof(Assemblies))]
    public void PublicSurface_OfEachPart_IsTheStoredOne(string assembly)
    {
        string file = SharedData.InRepository("tests", "data", "public-surface", $"{assembly}.txt");
        string surface = PublicSurface.Of(Assembly.Load(assembly)), stored = File.Exists(file) ? File.ReadAllText(file) : "";
        if (surface != stored && Environment.GetEnvironmentVariable("EDGE_AGENT_ACCEPT_SURFACE") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, surface);
        }
        Assert.Equal(stored, surface);
    }
}
