namespace SmartHome.Simulation;

/// <summary>The thermostat, and how the rooms follow it.</summary>
/// <param name="Target">°C, <see cref="MinTarget"/> to <see cref="MaxTarget"/>.</param>
/// <param name="Mode">What it does to reach the target.</param>
public sealed record Climate(double Target, ThermostatMode Mode)
{
    /// <summary>Least and greatest target, °C.</summary>
    public const double MinTarget = 5, MaxTarget = 30;

    private const double Outside = 12; // °C, what rooms drift to when nothing heats or cools

    /// <summary>Whether heating or cooling is at work for a room of this temperature.</summary>
    public bool Works(double temperature) => Mode switch
    {
        ThermostatMode.Heat => temperature <= Target,
        ThermostatMode.Cool => temperature >= Target,
        _ => false,
    };

    /// <summary>A room's temperature after a while: two thirds of the way to the target in three hours, to the weather in a day.</summary>
    public double Drift(double temperature, TimeSpan elapsed)
    {
        bool works = Works(temperature);
        double goal = works ? Target : Outside, hours = works ? 3 : 24;
        return goal + (temperature - goal) * Math.Exp(-elapsed.TotalHours / hours);
    }

    public override string ToString() =>
        Mode == ThermostatMode.Off ? "off" : FormattableString.Invariant($"{Names.Of(Mode)} {Target:0.#} °C");
}
