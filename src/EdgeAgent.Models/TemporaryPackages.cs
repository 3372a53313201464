namespace EdgeAgent.Models;

/// <summary>
/// Where this process puts packages if no cache can be written. Deleted when the process ends, as far as the system lets it.
/// </summary>
internal static class TemporaryPackages
{
    private static readonly Lazy<string> Created = new(Create, LazyThreadSafetyMode.PublicationOnly);

    /// <exception cref="IOException">There is no temporary folder that can be written.</exception>
    public static string Folder => Created.Value;

    // A random name that only this user can read: under a fixed one in the shared folder, another user could have put a package.
    private static string Create()
    {
        string folder = Directory.CreateTempSubdirectory("edge-agent-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => StoreFolder.TryDelete(folder);
        return folder;
    }
}
