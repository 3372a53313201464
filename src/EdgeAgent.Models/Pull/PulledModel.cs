namespace EdgeAgent.Models.Pull;

/// <summary>A model's files, whole and checked, on this machine.</summary>
/// <param name="Entry">The manifest's row.</param>
/// <param name="Folder">Where the files are; <see cref="ModelStore"/> finds them there by the model's id.</param>
/// <param name="Files">The files, the one to open first, with their sizes and hashes.</param>
/// <param name="Revision">The commit they are of, or the name that was asked for where the hub told none.</param>
/// <param name="BytesMoved">What came over the network for files in this call; 0 where all was here.</param>
public sealed record PulledModel(
    ModelManifestEntry Entry, string Folder, IReadOnlyList<PackageFile> Files, string Revision, long BytesMoved);
