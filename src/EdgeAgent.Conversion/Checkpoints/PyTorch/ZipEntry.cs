namespace EdgeAgent.Conversion.Checkpoints.PyTorch;

/// <summary>One file of a zip archive, whose content lies in the archive as it is.</summary>
/// <param name="Name">Its name, with <c>/</c> between parts.</param>
/// <param name="Offset">The content's first byte, from the beginning of the archive.</param>
/// <param name="Bytes">The content's size.</param>
internal sealed record ZipEntry(string Name, long Offset, long Bytes);
