using System.CommandLine;
using EdgeAgent.Agents;
using SmartHome.Terminal;

namespace EdgeAgent.Cli.Commands;

/// <summary><c>edge-agent run TEXT</c>: one request, its calls, the answer.</summary>
internal static class RunCommand
{
    public static Command Create(CliHost host)
    {
        Argument<string> text = new("text") { Description = "What to do, in the user's words." };
        Option<bool> json = new("--json") { Description = "Print one JSON object at the end instead of the turn as it happens." };
        AgentOptionsGroup group = new();
        Command command = new("run", "Answers one request, calling tools.") { text, json };
        group.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            await using AgentSetup setup = await group.ReadAsync(parsed, host, stop);
            return await RunAsync(host, setup, parsed.GetRequiredValue(text), parsed.GetValue(json), stop);
        });
        return command;
    }

    private static async Task<int> RunAsync(CliHost host, AgentSetup setup, string text, bool json, CancellationToken stop)
    {
        using LoadedChat model = await host.LoadAsync(setup.Model, stop);
        Agent agent = new(model.Client, setup.Options);
        TurnPrinter printer = new(json ? Screen.Plain(TextWriter.Null) : host.Screen, setup.House, host.Clock);
        IAsyncEnumerable<AgentEvent> turn = agent.RunStreamingAsync(new AgentConversation(), text, null, stop);
        TurnReport report = await printer.PrintAsync(turn, model.LoadTime, stop);
        if (json) host.Out.WriteLine(TurnJson.Write(report));
        return report.ExitCode;
    }
}
