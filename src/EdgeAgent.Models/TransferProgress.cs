namespace EdgeAgent.Models;

/// <summary>How far a model is fetched.</summary>
/// <param name="File">The file that is being fetched.</param>
/// <param name="Done">Bytes of the model that are here.</param>
/// <param name="Total">Bytes of the model.</param>
/// <param name="BytesPerSecond">Over the last ten seconds; null before the first.</param>
/// <param name="Left">What is left at that rate; null where it is not known.</param>
public readonly record struct TransferProgress(string File, long Done, long Total, double? BytesPerSecond, TimeSpan? Left);
