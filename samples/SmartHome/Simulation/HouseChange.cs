namespace SmartHome.Simulation;

/// <summary>One entry of the house's log.</summary>
/// <param name="Time">When.</param>
/// <param name="What">The thing that changed: <c>kitchen light</c>.</param>
/// <param name="Before">Its state before, as a person reads it.</param>
/// <param name="After">Its state now.</param>
public sealed record HouseChange(DateTimeOffset Time, string What, string Before, string After);
