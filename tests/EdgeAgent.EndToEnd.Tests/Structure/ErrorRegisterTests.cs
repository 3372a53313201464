using System.Text.RegularExpressions;
using EdgeAgent.TestData;

namespace EdgeAgent.EndToEnd.Tests.Structure;

/// <summary>docs/errors.md is the register of error codes: it and the code are equal, and a test raises each code.</summary>
public sealed partial class ErrorRegisterTests
{
    [Fact]
    public void Register_AndTheCode_NameTheSameCodes()
    {
        string[] raised = [.. Codes("src").Concat(Codes("tools")).Concat(Codes("samples")).Distinct().Order()];
        string[] registered = [.. Heading().Matches(File.ReadAllText(SharedData.InRepository("docs", "errors.md"))).Select(match => match.Groups[1].Value)];
        Assert.NotEmpty(registered);
        Assert.Equal(registered.Order().Distinct(), registered); // each once, in order
        Assert.Equal(raised, registered);
    }

    [Fact]
    public void Codes_Each_AreRaisedByATest() => Assert.Empty(Codes("src").Concat(Codes("tools")).Distinct().Except(Codes("tests")));

    private static IEnumerable<string> Codes(string folder) =>
        Directory.EnumerateFiles(SharedData.InRepository(folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
            .SelectMany(file => Code().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value));

    [GeneratedRegex("\\b(EA[1-7][0-9]{3})\\b")]
    private static partial Regex Code();

    [GeneratedRegex("^#+ (EA[0-9]{4})", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
