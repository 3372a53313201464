namespace EdgeAgent.Conversion.Checkpoints.PyTorch;

/// <summary>A Python dictionary, as its pairs in the order in which they were set. Keys may repeat.</summary>
internal sealed class PickleDictionary
{
    public List<(object? Key, object? Value)> Pairs { get; } = new(0);
}
