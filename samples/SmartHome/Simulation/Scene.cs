namespace SmartHome.Simulation;

/// <summary>Several settings under one name; see <see cref="House.Activate"/>.</summary>
public enum Scene
{
    GoodMorning,
    GoodNight,
    Movie,
    Dinner,
    Away,
}
