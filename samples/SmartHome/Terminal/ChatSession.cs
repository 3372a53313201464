using EdgeAgent.Agents;
using SmartHome.Simulation;
using Spectre.Console;

namespace SmartHome.Terminal;

/// <summary>A conversation at the terminal, line by line: what is no command goes to the agent.</summary>
/// <param name="agent">Answers.</param>
/// <param name="console">Where everything is printed.</param>
/// <param name="input">Where lines are read.</param>
/// <param name="house">The house behind the tools; null for tools that have none.</param>
/// <param name="clock">Measures the turns.</param>
public sealed class ChatSession(Agent agent, IAnsiConsole console, LineInput input, House? house, TimeProvider clock)
{
    private const string Help = """
        /state   show the house
        /reset   forget the conversation
        /help    show this
        /quit    leave (or end of input)
        Ctrl-C stops an answer, and at the prompt it leaves.
        """;

    private AgentConversation _conversation = new();

    /// <summary>Runs to /quit or the end of the input.</summary>
    /// <param name="load">What loading the model took; shown with the first answer.</param>
    /// <param name="interrupts">Cancels a turn at Ctrl-C.</param>
    /// <param name="onError">Reports what a turn threw; the conversation goes on.</param>
    public async Task RunAsync(TimeSpan load, Interrupts interrupts, Action<Exception> onError)
    {
        console.WriteLine("Say what to do, or /help.", new Style(Color.Grey));
        TimeSpan? toShow = load;
        while (true)
        {
            console.Write(new Text("> "));
            string? line = (await input.ReadLineAsync(CancellationToken.None))?.Trim();
            if (!input.HasPerson) console.WriteLine(line ?? ""); // a person sees what they type; a script's transcript should show it too
            if (line is null) return;
            if (line is "/quit" or "/exit") return;
            if (line.Length == 0) continue;
            if (line[0] == '/')
            {
                Command(line);
                continue;
            }
            try
            {
                CancellationToken turn = interrupts.BeginTurn();
                TurnPrinter printer = new(console, house, clock);
                await printer.PrintAsync(agent.RunStreamingAsync(_conversation, line, null, turn), toShow, turn);
                toShow = null;
            }
#pragma warning disable CA1031 // Whatever ends a turn is told, and the next one works: that is what the loop is for.
            catch (Exception e)
#pragma warning restore CA1031
            {
                onError(e);
            }
            finally
            {
                interrupts.EndTurn();
            }
        }
    }

    private void Command(string line)
    {
        switch (line)
        {
            case "/state" when house is not null:
                console.Write(HouseView.Render(house.State()));
                break;
            case "/state":
                console.WriteLine("These tools have no state.");
                break;
            case "/reset":
                _conversation = new();
                console.WriteLine("The conversation starts anew.");
                break;
            case "/help":
                console.WriteLine(Help);
                break;
            default:
                console.WriteLine($"There is no command {line}.");
                console.WriteLine(Help);
                break;
        }
    }
}
