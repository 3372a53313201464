namespace SmartHome.Simulation;

/// <summary>Colours that the lamps can show.</summary>
public enum LightColor
{
    White,
    WarmWhite,
    Red,
    Orange,
    Yellow,
    Green,
    Blue,
    Purple,
    Pink,
}
