namespace EdgeAgent.Models.Tests.Support;

/// <summary>A folder that lives as long as a test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("edge-agent-tests-").FullName;

    public string this[params ReadOnlySpan<string> names] => System.IO.Path.Combine([Path, .. names]);

    public void Dispose()
    {
        if (!OperatingSystem.IsWindows())
            foreach (string folder in Directory.EnumerateDirectories(Path, "*", SearchOption.AllDirectories).Prepend(Path))
                File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.Delete(Path, recursive: true);
    }
}
