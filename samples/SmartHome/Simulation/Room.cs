namespace SmartHome.Simulation;

/// <summary>The rooms of the house. The model sees the names in snake_case: <c>living_room</c>.</summary>
public enum Room
{
    LivingRoom,
    Kitchen,
    Bedroom,
    Bathroom,
    Office,
    Hallway,
}
