using System.Text.Json;

namespace EdgeAgent.Models;

/// <summary>What a package's files were when their hashes were last computed. Lies beside the package, not in it.</summary>
/// <remarks>A cache of a fact that can be computed again: where it is missing, old or unreadable, the files are hashed.</remarks>
internal sealed record StoreStamp(IReadOnlyList<StampedFile> Files)
{
    public static StoreStamp Of(ModelPackage package)
        => new([.. package.Descriptor.Files.Append(new(ModelDescriptor.FileName)).Select(file =>
    {
        FileInfo info = new(package.PathOf(file.Name));
        return new StampedFile(file.Name, info.Length, info.LastWriteTimeUtc.Ticks);
    })]);

    public static bool Matches(ModelPackage package, string path)
    {
        try
        {
            return JsonFiles.Parse(JsonFiles.ReadBytes(path), ModelsJsonContext.Default.StoreStamp).Files.SequenceEqual(Of(package).Files);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return false;
        }
    }

    public void Save(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, ModelsJsonContext.Default.StoreStamp));
}

/// <summary>One file of a stamp.</summary>
internal sealed record StampedFile(string Name, long Bytes, long ChangedTicks);
