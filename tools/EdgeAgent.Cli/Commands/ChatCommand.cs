using System.CommandLine;
using EdgeAgent.Agents;
using SmartHome.Terminal;

namespace EdgeAgent.Cli.Commands;

/// <summary><c>edge-agent chat</c>: a conversation at the terminal.</summary>
internal static class ChatCommand
{
    public static Command Create(CliHost host)
    {
        AgentOptionsGroup group = new();
        Command command = new("chat", "A conversation, line by line, calling tools.");
        group.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            await using AgentSetup setup = await group.ReadAsync(parsed, host, stop);
            return await RunAsync(host, setup, stop);
        });
        return command;
    }

    private static async Task<int> RunAsync(CliHost host, AgentSetup setup, CancellationToken stop)
    {
        using LoadedChat model = await host.LoadAsync(setup.Model, stop);
        using Interrupts interrupts = new(); // each turn has its own Ctrl-C
        ChatSession chat = new(new Agent(model.Client, setup.Options), host.Screen, host.In, setup.House, host.Clock);
        await chat.RunAsync(model.LoadTime, interrupts, e => Failures.Report(e, host.Error));
        return ExitCodes.Done;
    }
}
