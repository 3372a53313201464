using System.Text.RegularExpressions;
using EdgeAgent.TestData;

namespace EdgeAgent.Agents.Generators.Tests;

/// <summary>The generated code is a text in the repository, so that a review sees its changes.</summary>
public sealed partial class SnapshotTests
{
    /// <summary>After a change that is meant, run with EDGE_AGENT_ACCEPT_GENERATED=1: the file is written anew and the test fails once
    /// more.</summary>
    [Fact]
    public void Generated_OfTheSnapshotClass_IsTheStoredOne()
    {
        string file = SharedData.InRepository("tests", "data", "generated", "HomeTools.Tools.g.cs.txt");
        string source = File.ReadAllText(SharedData.InRepository("tests", "EdgeAgent.Agents.Generators.Tests", "Snapshot", "HomeTools.cs"));
        const string Implicit = "global using System; global using System.Collections.Generic; global using System.Threading; global using System.Threading.Tasks;\n";
        string generated = Version().Replace(Assert.Single(GeneratorRun.Run(Implicit + source).Sources), "\"VERSION\")]");
        string stored = File.Exists(file) ? File.ReadAllText(file) : "";
        if (generated != stored && Environment.GetEnvironmentVariable("EDGE_AGENT_ACCEPT_GENERATED") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, generated);
        }
        Assert.Equal(stored, generated);
    }

    [GeneratedRegex("\"[0-9]+\\.[0-9]+\\.[0-9]+\"\\)\\]")]
    private static partial Regex Version();
}
