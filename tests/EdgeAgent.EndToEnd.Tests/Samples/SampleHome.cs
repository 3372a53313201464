namespace EdgeAgent.EndToEnd.Tests.Samples;

/// <summary>A cache folder that the samples share, so that the model is converted once.</summary>
public sealed class SampleHome : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("edgeagent-samples-").FullName;

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
