namespace EdgeAgent.TestData;

/// <summary>Finds the repository's own test data and the <c>shared</c> folder beside it (goldens, models).</summary>
internal static class SharedData
{
    /// <summary>The repository's root: the nearest folder above the test assembly that holds EdgeAgent.sln.</summary>
    public static string RepositoryRoot { get; } = FindRoot();

    /// <summary>A file or folder of the repository, by its path from the root.</summary>
    public static string InRepository(params ReadOnlySpan<string> parts) => Path.Combine([RepositoryRoot, .. parts]);

    /// <summary>A file or folder under <c>shared</c>. Where it is missing the test is skipped with the path; in CI it fails.</summary>
    public static string Require(params ReadOnlySpan<string> parts)
    {
        string folder = Environment.GetEnvironmentVariable("EDGE_AGENT_SHARED") ?? Path.Combine(RepositoryRoot, "..", "shared");
        string path = Path.GetFullPath(Path.Combine([folder, .. parts]));
        if (File.Exists(path) || Directory.Exists(path)) return path;
        string why = $"needs {path}: put the shared folder beside the repository or name it in EDGE_AGENT_SHARED";
        if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail(why);
        Assert.Skip(why);
        return path;
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "EdgeAgent.sln"))) return folder.FullName;
        throw new InvalidOperationException($"No EdgeAgent.sln above {AppContext.BaseDirectory}.");
    }
}
