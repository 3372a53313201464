namespace SmartHome.Simulation;

/// <summary>A room's light. Off, it remembers brightness and colour.</summary>
/// <param name="IsOn">Whether it shines.</param>
/// <param name="Brightness">Percent, 1 to 100.</param>
/// <param name="Color">The colour.</param>
public sealed record Light(bool IsOn, int Brightness, LightColor Color)
{
    public override string ToString() => IsOn ? $"{Brightness}% {Names.Of(Color)}" : "off";
}
