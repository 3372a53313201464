namespace SmartHome.Tools;

/// <summary>What the sensors of a room measure.</summary>
public enum Quantity
{
    Temperature,
    Humidity,
    Motion,
    Window,
}
