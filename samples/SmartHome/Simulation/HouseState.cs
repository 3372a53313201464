namespace SmartHome.Simulation;

/// <summary>The whole house at one moment; immutable, so a before and an after can be laid side by side.</summary>
/// <param name="Rooms">Every room, in the order of <see cref="Room"/>.</param>
/// <param name="Climate">The thermostat.</param>
/// <param name="DoorLocked">The front door.</param>
/// <param name="Scene">The scene activated last; null before the first.</param>
/// <param name="Timers">Timers that have not rung, the next first.</param>
/// <param name="Power">What the house draws now, watts.</param>
/// <param name="EnergyToday">kWh since midnight.</param>
/// <param name="Now">The moment.</param>
public sealed record HouseState(
    IReadOnlyList<RoomState> Rooms, Climate Climate, bool DoorLocked, Scene? Scene,
    IReadOnlyList<HouseTimer> Timers, double Power, double EnergyToday, DateTimeOffset Now);
