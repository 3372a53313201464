using System.Text;
using EdgeAgent;
using EdgeAgent.Agents;
using SmartHome;
using SmartHome.Simulation;
using SmartHome.Terminal;
using SmartHome.Tools;
using Spectre.Console;

Console.OutputEncoding = Encoding.UTF8; // arrows, degrees and accents on Windows too
if (!Arguments.TryParse(args, out Arguments? arguments, out string? problem))
{
    Console.Error.WriteLine(problem);
    return ExitCodes.Usage;
}
if (arguments.Help)
{
    Console.WriteLine(Arguments.Usage);
    return ExitCodes.Done;
}

using Interrupts interrupts = new();
try
{
    House house = new(TimeProvider.System);
    IAnsiConsole screen = Screen.OfStandardOutput();
    LineInput input = new(Console.In, hasPerson: !Console.IsInputRedirected);
    ConsoleApproval approval = new(screen, input, arguments.ApproveAll);

    CancellationToken stop = interrupts.BeginTurn();
    using ModelStartup startup = new(Console.Error, !Console.IsErrorRedirected);
    using LocalModel model = await startup.LoadAsync(arguments.Model, stop);
    using LocalChatClient client = new(model);
    Agent agent = HouseAgent.Create(client, house, approval.AnswerAsync);

    if (arguments.Request is { } request)
    {
        TurnPrinter printer = new(screen, house, TimeProvider.System);
        IAsyncEnumerable<AgentEvent> turn = agent.RunStreamingAsync(new AgentConversation(), request, null, stop);
        TurnReport report = await printer.PrintAsync(turn, model.LoadTime, stop);
        return report.ExitCode;
    }
    interrupts.EndTurn();
    ChatSession chat = new(agent, screen, input, house, TimeProvider.System);
    await chat.RunAsync(model.LoadTime, interrupts, e => Failures.Report(e, Console.Error));
    return ExitCodes.Done;
}
#pragma warning disable CA1031 // The outermost frame: whatever comes here is told in one line and an exit code.
catch (Exception e)
#pragma warning restore CA1031
{
    return Failures.Report(e, Console.Error);
}
