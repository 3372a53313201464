namespace EdgeAgent.Inference;

/// <summary>An input of integers of a graph.</summary>
/// <param name="Name">The graph's name for it.</param>
/// <param name="IsLong">Whether they are int64; otherwise int32.</param>
/// <param name="Rank">Dimensions: 2 for [1, count], 1 for [count], 0 for a single number.</param>
internal sealed record IntegerInput(string Name, bool IsLong, int Rank);
