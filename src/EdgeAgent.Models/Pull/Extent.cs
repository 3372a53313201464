namespace EdgeAgent.Models.Pull;

/// <summary>A part of a file.</summary>
/// <param name="Offset">Its first byte.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Sha256">Its content's hash where it has one.</param>
internal readonly record struct Extent(long Offset, long Length, string Sha256 = "")
{
    public long End => Offset + Length;
}
