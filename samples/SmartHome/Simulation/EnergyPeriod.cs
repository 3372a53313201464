namespace SmartHome.Simulation;

/// <summary>A stretch of days up to now; the week begins on Monday, the month on its first.</summary>
public enum EnergyPeriod
{
    Today,
    Yesterday,
    Week,
    Month,
}
