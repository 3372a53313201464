using EdgeAgent.Cli;
using EdgeAgent.Models;
using EdgeAgent.Testing;
using SmartHome.Terminal;

namespace EdgeAgent.EndToEnd.Tests;

/// <summary>One command line of edge-agent, run in this process with a scripted model and a folder of its own.</summary>
internal sealed class CliRun : IDisposable
{
    private readonly StringWriter _out = new(), _error = new();
    private readonly ScriptedChatClient _model;

    public CliRun(params ScriptedAnswer[] answers) => _model = new ScriptedChatClient(answers);

    /// <summary>A folder that exists while the test runs.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("edge-agent-cli-").FullName;

    /// <summary>What a person types.</summary>
    public string Typed { get; init; } = "";

    /// <summary>Thrown instead of loading a model.</summary>
    public Exception? LoadFails { get; init; }

    public bool HasPerson { get; init; }

    public string Out => _out.ToString().ReplaceLineEndings("\n");

    public string Error => _error.ToString().ReplaceLineEndings("\n");

    public IReadOnlyList<ScriptedRequest> Requests => _model.Requests;

    /// <summary>The model that was asked for; null when none was loaded.</summary>
    public string? LoadedModel { get; private set; }

    public Task<int> RunAsync(params string[] args) => EdgeAgentCommand.RunAsync(args, new CliHost
    {
        Out = _out,
        Error = _error,
        In = new LineInput(new StringReader(Typed), HasPerson),
        Screen = Screen.Plain(_out),
        Clock = new FakeTimeProvider(),
        Places = Places,
        OpenStore = () => new ModelStore(Places()),
        LoadCompleterAsync = async (model, stop) =>
        {
            LoadedModel = model;
            return new LoadedCompleter(await LocalModel.LoadAsync(ModelPackage.Open(model), null, stop));
        },
        LoadAsync = (model, _) =>
        {
            LoadedModel = model;
            return LoadFails is null ? Task.FromResult(new LoadedChat(_model, TimeSpan.FromSeconds(1))) : Task.FromException<LoadedChat>(LoadFails);
        },
    });

    /// <summary>Writes a file into <see cref="Folder"/> and returns its path.</summary>
    public string File(string name, string text)
    {
        string path = Path.Combine(Folder, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    private ModelStoreOptions Places() => new() { Home = Path.Combine(Folder, "home"), ModelFolders = [] };

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        _out.Dispose();
        _error.Dispose();
    }
}
