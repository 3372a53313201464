namespace SmartHome.Simulation;

/// <summary>One room, or all of them: what lights and blinds are asked for.</summary>
public enum Area
{
    LivingRoom,
    Kitchen,
    Bedroom,
    Bathroom,
    Office,
    Hallway,
    All,
}
