namespace EdgeAgent.Models;

/// <summary>Where a store looks for models and keeps the packages it makes.</summary>
public sealed record ModelStoreOptions
{
    /// <summary>The environment variable that names <see cref="Home"/>.</summary>
    public const string HomeVariable = "EDGE_AGENT_HOME";

    /// <summary>The environment variable that names <see cref="ModelFolders"/>, separated as in PATH.</summary>
    public const string ModelsVariable = "EDGE_AGENT_MODELS";

    /// <summary>
    /// The folder for caches. Default: EDGE_AGENT_HOME, else <c>edge-agent</c> in the platform's cache folder (Linux: XDG_CACHE_HOME or
    /// ~/.cache, macOS: ~/Library/Caches, Windows: %LOCALAPPDATA%).
    /// </summary>
    public string Home { get; init; } = ModelPlaces.DefaultHome();

    /// <summary>
    /// Folders that hold models' sources or packages, each in a folder of its id. Default: those of EDGE_AGENT_MODELS; without it
    /// <c>models</c> of
    /// the nearest folder above the application that has one.
    /// </summary>
    public IReadOnlyList<string> ModelFolders { get; init; } = ModelPlaces.DefaultModelFolders();

    /// <summary>
    /// Whether every use hashes the package's files. Default false: hashes are computed when a package is made and when a file's time of
    /// change differs from then; otherwise sizes are compared, as hashing 100 MB costs a tenth of a second and more.
    /// </summary>
    public bool AlwaysVerify { get; init; }
}
