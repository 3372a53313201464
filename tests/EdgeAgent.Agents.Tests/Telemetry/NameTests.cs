using System.Reflection;
using System.Text.RegularExpressions;
using EdgeAgent.Agents.Telemetry;
using EdgeAgent.TestData;

namespace EdgeAgent.Agents.Tests.Telemetry;

/// <summary>The names stand in one file each, and docs/telemetry.md has them all and no others.</summary>
public sealed partial class NameTests
{
    [Fact]
    public void Documentation_AndTheCode_HaveTheSameNames()
    {
        HashSet<string> emitted = [.. Constants(typeof(GenAiNames)).Concat(Constants(typeof(OwnNames)))];
        HashSet<string> documented = [.. Name().Matches(File.ReadAllText(SharedData.InRepository("docs", "telemetry.md"))).Select(m => m.Groups[1].Value)];
        Assert.Equal(emitted.Order(), documented.Order());
    }

    [Fact]
    public void Source_NamesOfTheConventions_StandInOneFile()
    {
        IEnumerable<string> files = Directory.EnumerateFiles(SharedData.InRepository("src"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));
        string with = Assert.Single(files, f => File.ReadAllText(f).Contains("\"gen_ai.", StringComparison.Ordinal));
        Assert.Equal("GenAiNames.cs", Path.GetFileName(with));
    }

    private static IEnumerable<string> Constants(Type type) => type.GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => (string)f.GetRawConstantValue()!).Where(name => name.Contains('.', StringComparison.Ordinal));

    [GeneratedRegex(@"`((?:gen_ai|edgeagent|error|server)\.[a-z_.]+)`")]
    private static partial Regex Name();
}
