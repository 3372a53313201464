namespace EdgeAgent.Conversion.Graphs;

/// <summary>The names of the tables of cosines and sines.</summary>
/// <param name="All">For layers that see all positions.</param>
/// <param name="Window">For layers that see a window of them; mostly the same.</param>
internal sealed record Rotation(IReadOnlyList<string> All, IReadOnlyList<string> Window);
