namespace EdgeAgent.Conversion.Checkpoints;

/// <summary>One tensor of a file of weights, row after row; its bytes lie inside the file (checked when the file was opened).</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Type">How its numbers are stored, by safetensors' names: <c>F32</c>, <c>BF16</c>.</param>
/// <param name="Shape">Its sizes, the slowest-moving first.</param>
/// <param name="Offset">Its first byte, from the beginning of the file.</param>
/// <param name="Bytes">Its size in bytes.</param>
internal sealed record StoredTensor(string Name, string Type, IReadOnlyList<long> Shape, long Offset, long Bytes);
