namespace EdgeAgent.Models;

/// <summary>A file, with what it must be.</summary>
/// <param name="Name">Its name in the folder, with <c>/</c> between parts; never absolute, never <c>..</c>.</param>
/// <param name="Bytes">Its size, or -1 where that is not known.</param>
/// <param name="Sha256">Its hash in lower-case hex, or null where that is not known.</param>
public sealed record PackageFile(string Name, long Bytes = -1, string? Sha256 = null);
