namespace EdgeAgent.Models;

/// <summary>Where a tensor lies in a package, beside the one it belongs to.</summary>
/// <param name="File">The file, in the package's folder.</param>
/// <param name="Offset">Where it starts, in bytes.</param>
/// <param name="Bytes">Its size in bytes.</param>
public sealed record TensorPlace(string File, long Offset, long Bytes);
