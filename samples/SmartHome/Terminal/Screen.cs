using Spectre.Console;

namespace SmartHome.Terminal;

/// <summary>Makes the console that answers are printed on.</summary>
public static class Screen
{
    /// <summary>A console on standard output: coloured on a terminal; plain text, wide enough for the tables, elsewhere.</summary>
    public static IAnsiConsole OfStandardOutput() =>
        Console.IsOutputRedirected || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 }
            ? Plain(Console.Out) : AnsiConsole.Console;

    /// <summary>A console that writes text without escape sequences.</summary>
    public static IAnsiConsole Plain(TextWriter writer)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = 160;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }
}
