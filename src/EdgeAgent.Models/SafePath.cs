namespace EdgeAgent.Models;

/// <summary>Joins a folder and a name that came from a file, so that the result lies in the folder.</summary>
internal static class SafePath
{
    /// <exception cref="ModelException">EA4005: the name is empty, absolute, or has a part that leads elsewhere.</exception>
    public static string Combine(string folder, string name)
    {
        // Names are written with '/' on every system, and have no backslash, no colon (drives, streams) and no control character.
        bool plain = !string.IsNullOrEmpty(name) && !name.AsSpan().ContainsAny('\\', ':') && !name.Any(char.IsControl)
            && Array.TrueForAll(name.Split('/'), static part => part.Length > 0 && part.Trim('.', ' ').Length > 0);
        if (!plain)
            throw new ModelException("EA4005", $"The file name '{name}' does not stay in its folder.", folder,
                "Get the package from a source you trust, or convert the model again.");
        return Path.Combine([folder, .. name.Split('/')]);
    }
}
