using EdgeAgent.Conversion;
using EdgeAgent.Models;
using SmartHome.Terminal;
using Spectre.Console;

namespace EdgeAgent.Cli;

/// <summary>All that the commands touch of the world, so that tests run them in process.</summary>
internal sealed record CliHost
{
    /// <summary>Standard output: answers and what was asked for, nothing else.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Standard error: progress and errors.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Standard input.</summary>
    public required LineInput In { get; init; }

    /// <summary>Whether <see cref="Error"/> is a terminal, where a line may be written over.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Where turns and tables are printed; the same place as <see cref="Out"/>.</summary>
    public required IAnsiConsole Screen { get; init; }

    /// <summary>Measures turns, and is the clock of the sample's house.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The bytes of standard input and output, for a command that speaks a protocol over them; whatever else is written to the
    /// console goes to standard error from then on.</summary>
    public Func<(Stream Input, Stream Output)> OpenStreams { get; init; } = () =>
    {
        Console.SetOut(Console.Error);
        return (Console.OpenStandardInput(), Console.OpenStandardOutput());
    };

    /// <summary>Where models are kept on this machine.</summary>
    public Func<ModelStoreOptions> Places { get; init; } = static () => new();

    /// <summary>Gives packages by id or path.</summary>
    public required Func<ModelStore> OpenStore { get; init; }

    /// <summary>Finds and loads a model by id or path.</summary>
    public required Func<string, CancellationToken, Task<LoadedChat>> LoadAsync { get; init; }

    /// <summary>Finds and loads a model that is to continue texts; it needs no chat template.</summary>
    public required Func<string, CancellationToken, Task<LoadedCompleter>> LoadCompleterAsync { get; init; }

    /// <summary>The console of this process and the models of this machine.</summary>
    public static CliHost OfProcess() => new()
    {
        Out = Console.Out,
        Error = Console.Error,
        In = new LineInput(Console.In, hasPerson: !Console.IsInputRedirected),
        ErrorIsTerminal = !Console.IsErrorRedirected,
        Screen = SmartHome.Terminal.Screen.OfStandardOutput(),
        OpenStore = () => new ModelStore(builder: new PackageBuilder()),
        LoadAsync = (model, stop) => LoadAsAsync(model, static (loaded, startup) => new LoadedChat(new LocalChatClient(loaded), loaded.LoadTime, loaded, startup), stop),
        LoadCompleterAsync = (model, stop) => LoadAsAsync(model, static (loaded, startup) => new LoadedCompleter(loaded, startup), stop),
    };

    private static async Task<T> LoadAsAsync<T>(string model, Func<LocalModel, ModelStartup, T> make, CancellationToken stop)
    {
        ModelStartup startup = new(Console.Error, !Console.IsErrorRedirected);
        LocalModel? loaded = null;
        try
        {
            loaded = await startup.LoadAsync(model, stop);
            return make(loaded, startup);
        }
        catch
        {
            loaded?.Dispose();
            startup.Dispose();
            throw;
        }
    }
}
