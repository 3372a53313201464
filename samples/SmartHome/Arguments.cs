using System.Diagnostics.CodeAnalysis;

namespace SmartHome;

/// <summary>The sample's command line; <c>edge-agent</c> is the tool with all options.</summary>
/// <param name="Request">What to do; null for a conversation.</param>
/// <param name="Model">A model's id, a package's folder or a GGUF file.</param>
/// <param name="ApproveAll">Approves the door without asking.</param>
/// <param name="Help">Only shows the usage.</param>
public sealed record Arguments(string? Request, string Model, bool ApproveAll, bool Help)
{
    public const string Usage = """
        A house that does what you say, by a model on this machine.

        dotnet run -c Release --project samples/SmartHome -- "Accendi la luce in cucina al 40%"
        dotnet run -c Release --project samples/SmartHome                 a conversation

        --model ID|FOLDER|FILE.gguf   another model than the embedded one
        --yes                         approve the door lock without asking
        --help                        show this
        """;

    /// <summary>Reads the arguments.</summary>
    /// <param name="args">As the program got them.</param>
    /// <param name="arguments">What they say.</param>
    /// <param name="error">What is wrong with them.</param>
    public static bool TryParse(
        IReadOnlyList<string> args, [NotNullWhen(true)] out Arguments? arguments, [NotNullWhen(false)] out string? error)
    {
        List<string> words = [];
        string model = "default";
        bool yes = false, help = false;
        (arguments, error) = (null, null);
        for (int i = 0; i < args.Count; i++)
        {
            switch (args[i])
            {
                case "--yes": yes = true; break;
                case "--help" or "-h": help = true; break;
                case "--model" when i + 1 < args.Count: model = args[++i]; break;
                case "--model": error = "--model needs a model: an id, a package's folder or a GGUF file."; return false;
                case ['-', '-', ..] unknown: error = $"There is no option {unknown}; see --help."; return false;
                default: words.Add(args[i]); break;
            }
        }
        string request = string.Join(' ', words).Trim();
        arguments = new Arguments(request.Length == 0 ? null : request, model, yes, help);
        return true;
    }
}
