using System.CommandLine;
using System.CommandLine.Parsing;
using EdgeAgent.Cli.Commands;
using EdgeAgent.Mcp;
using SmartHome.Terminal;

namespace EdgeAgent.Cli;

/// <summary>The tool <c>edge-agent</c>: commands in, exit code out.</summary>
internal static class EdgeAgentCommand
{
    /// <summary>Runs one command line.</summary>
    /// <param name="args">Without the program's name.</param>
    /// <param name="host">Where it reads, writes and finds models.</param>
    /// <returns>The exit code; see <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, CliHost host)
    {
        ParseResult parsed = Build(host).Parse(args);
        string[] errors = [.. parsed.Errors.Select(static error => error.Message), .. EmptyValues(parsed)];
        if (errors.Length > 0)
        {
            foreach (string error in errors) host.Error.WriteLine(error);
            host.Error.WriteLine($"See: {Name(parsed)} --help");
            return ExitCodes.Usage;
        }
        using Interrupts interrupts = new();
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = host.Out,
                Error = host.Error,
                EnableDefaultExceptionHandler = false, // one message and our exit codes, below
                ProcessTerminationTimeout = null,      // Ctrl-C is Interrupts' matter
            }, interrupts.BeginTurn());
        }
#pragma warning disable CA1031 // The outermost frame: whatever comes here is told in one line and an exit code.
        catch (Exception e)
#pragma warning restore CA1031
        {
            int code = Failures.Report(e, host.Error);
            return e is CliException cli ? cli.ExitCode : e is McpToolException mcp ? McpExitCodes.Of(mcp) : code;
        }
    }

    /// <summary>All commands with their options.</summary>
    public static RootCommand Build(CliHost host) =>
        new("Small language models that call functions, on this machine.")
        {
            RunCommand.Create(host),
            ChatCommand.Create(host),
            CompleteCommand.Create(host),
            McpCommand.Create(host),
            ConvertCommand.Create(host),
            PullCommand.Create(host),
            ModelsCommand.Create(host),
            TokenizeCommand.Create(host),
            TemplateCommand.Create(host),
        };

    // A variable of a script that is not set: only a text may be empty.
    private static IEnumerable<string> EmptyValues(ParseResult parsed) =>
        from value in parsed.CommandResult.Children
        where value.Tokens.Any(static token => token.Value.Length == 0)
        let name = value is OptionResult option ? option.Option.Name : $"<{((ArgumentResult)value).Argument.Name}>"
        where name != "<text>"
        select $"{name} is empty.";

    private static string Name(ParseResult parsed)
    {
        Stack<string> names = new();
        for (SymbolResult? at = parsed.CommandResult; at is not null; at = at.Parent)
            if (at is CommandResult command) names.Push(command.Parent is null ? "edge-agent" : command.Command.Name);
        return string.Join(' ', names);
    }
}
