namespace SmartHome.Simulation;

/// <summary>What there is in a room and how it is now.</summary>
/// <param name="Room">Which room.</param>
/// <param name="Light">Its light.</param>
/// <param name="Blinds">Position of the blinds in percent, 0 closed, 100 open; null in a room without.</param>
/// <param name="Temperature">Air, °C.</param>
/// <param name="Humidity">Relative, percent.</param>
/// <param name="Motion">Somebody moved lately.</param>
/// <param name="WindowOpen">The contact of the window; null in a room without.</param>
public sealed record RoomState(Room Room, Light Light, int? Blinds, double Temperature, int Humidity, bool Motion, bool? WindowOpen);
