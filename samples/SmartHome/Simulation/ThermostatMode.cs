namespace SmartHome.Simulation;

/// <summary>What the thermostat does to reach its target.</summary>
public enum ThermostatMode
{
    Heat,
    Cool,
    Off,
}
