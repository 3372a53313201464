using System.CommandLine;
using System.Text.RegularExpressions;
using EdgeAgent.Cli;
using EdgeAgent.TestData;

namespace EdgeAgent.EndToEnd.Tests.Structure;

/// <summary>docs/cli.md is the page of the command line: what <c>--help</c> lists of commands and options is there, and nothing else.</summary>
/// <remarks>A section is about the commands that it writes out: <c>edge-agent run</c>, or <c>models list</c> as code.</remarks>
public sealed partial class CliPageTests
{
    private static readonly (string Path, Command Command)[] s_commands = [.. Leaves("", EdgeAgentCommand.Build(CliHost.OfProcess()))];

    private static readonly string[] s_sections = Heading().Split(File.ReadAllText(SharedData.InRepository("docs", "cli.md")));

    public static TheoryData<string> Commands => [.. s_commands.Select(static one => one.Path)];

    public static TheoryData<int> Sections => [.. Enumerable.Range(0, s_sections.Length)];

    [Theory, MemberData(nameof(Commands))]
    public void Command_WithItsOptions_IsOnThePage(string path)
    {
        string[] about = [.. s_sections.Where(section => IsAbout(section, path))];
        Assert.True(about.Length > 0, $"docs/cli.md says nothing of '{path}'.");
        Option[] options = [.. s_commands.Single(one => one.Path == path).Command.Options];
        IEnumerable<string> missing = options.Where(option => !about.Any(section => Names(option).Any(name => Written(section).Contains(name)))).Select(static option => option.Name);
        Assert.Empty(missing);
    }

    [Theory, MemberData(nameof(Sections))]
    public void Section_Options_BelongToItsCommands(int index)
    {
        string section = s_sections[index];
        Command[] about = [.. s_commands.Where(one => IsAbout(section, one.Path)).Select(static one => one.Command)];
        IEnumerable<string> known = about.SelectMany(static command => command.Options).SelectMany(Names).Concat(["--help", "--project", "-c"]); // the last two are dotnet's
        Assert.Empty(Written(section).Except(known));
    }

    [Fact]
    public void Commands_AsThePageNamesThem_Exist()
    {
        string[] words = [.. s_commands.SelectMany(static one => one.Path.Split(' ')).Distinct()];
        Assert.Empty(s_sections.SelectMany(section => Verb().Matches(section)).Select(static match => match.Groups[1].Value).Except(words));
    }

    private static bool IsAbout(string section, string path) => Regex.IsMatch(section, $@"(^edge-agent |`|\| edge-agent ){Regex.Escape(path)}\b", RegexOptions.Multiline);

    private static HashSet<string> Written(string section) => [.. Flag().Matches(section).Select(static match => match.Groups[1].Value)];

    private static IEnumerable<string> Names(Option option) => option.Aliases.Append(option.Name);

    private static IEnumerable<(string, Command)> Leaves(string path, Command command) => command.Subcommands.Count == 0 ? [(path, command)]
        : command.Subcommands.SelectMany(sub => Leaves($"{path} {sub.Name}".Trim(), sub));

    [GeneratedRegex(@"^## ", RegexOptions.Multiline)]
    private static partial Regex Heading();

    // --tokens, and -o where a word begins.
    [GeneratedRegex(@"(?<![\w-])(--[a-z][a-z-]*|-[a-z])(?![\w-])")]
    private static partial Regex Flag();

    [GeneratedRegex(@"^edge-agent ([a-z]+)", RegexOptions.Multiline)]
    private static partial Regex Verb();
}
