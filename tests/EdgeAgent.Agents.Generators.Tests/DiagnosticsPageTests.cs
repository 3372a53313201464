using System.Text.RegularExpressions;
using EdgeAgent.Agents.Generators.Diagnostics;
using EdgeAgent.TestData;
using Microsoft.CodeAnalysis;

namespace EdgeAgent.Agents.Generators.Tests;

/// <summary>docs/diagnostics.md is the register of diagnostics: it and the code are equal, and a test raises each.</summary>
public sealed partial class DiagnosticsPageTests
{
    [Fact]
    public void Page_Headings_AreTheDescriptorsInOrder()
    {
        string page = File.ReadAllText(SharedData.InRepository("docs", "diagnostics.md"));
        string[] headings = [.. Heading().Matches(page).Select(m => $"{m.Groups[1].Value} {m.Groups[2].Value} {m.Groups[3].Value}")];
        Assert.Equal(ToolDiagnostics.All.Select(d => $"{d.Id} {d.Title} {(d.DefaultSeverity == DiagnosticSeverity.Info ? "Information" : $"{d.DefaultSeverity}")}"), headings);
        Assert.All(ToolDiagnostics.All, d => Assert.Equal($"docs/diagnostics.md#{d.Id.ToLowerInvariant()}", d.HelpLinkUri));
    }

    [Fact]
    public void Descriptors_Each_AreRaisedByATest()
    {
        string tests = File.ReadAllText(SharedData.InRepository("tests", "EdgeAgent.Agents.Generators.Tests", "DiagnosticTests.cs"));
        Assert.All(ToolDiagnostics.All, d => Assert.Contains($"\"{d.Id}\"", tests, StringComparison.Ordinal));
    }

    [GeneratedRegex("^## (EAG[0-9]{4}): (.+)\n\n(\\w+)\\.", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
