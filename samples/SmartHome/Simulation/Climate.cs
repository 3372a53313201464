namespace SmartHome.Simulation;

/// <summary>Thermostat and heating, and how the rooms follow them.</summary>
/// <param name="Target">°C, <see cref="MinTarget"/> to <see cref="MaxTarget"/>.</param>
/// <param name="IsHeating">Whether the heating is on; off, the target waits.</param>
public sealed record Climate(double Target, bool IsHeating)
{
    /// <summary>Least and greatest target, °C.</summary>
    public const double MinTarget = 5, MaxTarget = 30;

    private const double Outside = 12; // °C, what rooms drift to when nothing heats

    /// <summary>Whether a room of this temperature is being heated.</summary>
    public bool Heats(double temperature) => IsHeating && temperature <= Target;

    /// <summary>A room's temperature after a while: two thirds of the way to the target in three hours, to the weather in a day.</summary>
    public double Drift(double temperature, TimeSpan elapsed)
    {
        bool heats = Heats(temperature);
        double goal = heats ? Target : Outside, hours = heats ? 3 : 24;
        return goal + (temperature - goal) * Math.Exp(-elapsed.TotalHours / hours);
    }

    public override string ToString() => FormattableString.Invariant($"{Target:0.#} °C, heating {(IsHeating ? "on" : "off")}");
}
