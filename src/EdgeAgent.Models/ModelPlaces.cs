namespace EdgeAgent.Models;

/// <summary>The default places of caches and models.</summary>
internal static class ModelPlaces
{
    public static string DefaultHome()
    {
        if (Environment.GetEnvironmentVariable(ModelStoreOptions.HomeVariable) is { Length: > 0 } told) return Path.GetFullPath(told);
        string user = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string? cache = OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : OperatingSystem.IsMacOS() ? Path.Combine(user, "Library", "Caches")
            : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg && Path.IsPathRooted(xdg) ? xdg
            : Path.Combine(user, ".cache");
        // A service account may have no home: its temporary folder is then all there is.
        return Path.Combine(Path.IsPathRooted(cache) ? cache : Path.GetTempPath(), "edge-agent");
    }

    /// <summary>Where a model's fetched or imported files are.</summary>
    /// <exception cref="ModelException">EA4005: the id is not the name of a folder.</exception>
    public static string Pulled(string home, string id) => SafePath.Combine(Path.Combine(home, "models"), id);

    public static IReadOnlyList<string> DefaultModelFolders()
    {
        if (Environment.GetEnvironmentVariable(ModelStoreOptions.ModelsVariable) is { Length: > 0 } told)
        {
            string[] folders = told.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            return [.. folders.Select(Path.GetFullPath)];
        }
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "models") is string models && Directory.Exists(models)) return [models];
        return [];
    }
}
