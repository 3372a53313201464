using EdgeAgent.EndToEnd.Tests.RandomWeights;
using Microsoft.Extensions.AI;

namespace EdgeAgent.EndToEnd.Tests.Hosting;

/// <summary>The package of a model of noise, made once: it loads in tens of milliseconds.</summary>
public sealed class TinyPackage : IAsyncLifetime
{
    public static ChatOptions Short { get; } = new() { MaxOutputTokens = 2 };

    public string Home { get; } = Directory.CreateTempSubdirectory("edgeagent-hosting-").FullName;

    public string Folder { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        using LocalModel model = await RandomModels.LoadAsync(Home, 1);
        Folder = model.Package.Folder;
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Home, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Copies the package into a folder, the descriptor last, as a conversion does.</summary>
    public void CopyTo(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(Folder).OrderBy(f => Path.GetFileName(f) == "edge-agent.json"))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
    }
}
