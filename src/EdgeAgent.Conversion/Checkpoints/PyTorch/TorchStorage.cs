namespace EdgeAgent.Conversion.Checkpoints.PyTorch;

/// <summary>A row of numbers that tensors are views of: an entry of the archive.</summary>
/// <param name="Key">The entry's name under <c>data/</c>.</param>
/// <param name="Type">Of its numbers.</param>
/// <param name="Count">So many.</param>
internal sealed record TorchStorage(string Key, TorchType Type, long Count);
