namespace SmartHome.Tools;

/// <summary>The two states of a light and of the heating.</summary>
public enum Switch
{
    On,
    Off,
}
