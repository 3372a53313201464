namespace SmartHome.Simulation;

/// <summary>A running or finished kitchen timer.</summary>
/// <param name="Label">What it is for; null when nobody said.</param>
/// <param name="Length">How long it was set for.</param>
/// <param name="Ends">When it rings.</param>
public sealed record HouseTimer(string? Label, TimeSpan Length, DateTimeOffset Ends);
