namespace EdgeAgent.Models.Foreign;

/// <summary>A package's path as users write it: a folder, or <c>FOLDER#VARIANT</c> for one of several graphs of another tool's package.</summary>
internal static class PackagePath
{
    /// <summary>Takes the variant off. A folder whose own name has a <c>#</c> is a folder.</summary>
    public static (string Folder, string? Variant) Split(string path)
    {
        int mark = path.LastIndexOf('#');
        return mark <= 0 || Path.Exists(path) || !Directory.Exists(path[..mark]) ? (path, null) : (path[..mark], path[(mark + 1)..]);
    }
}
