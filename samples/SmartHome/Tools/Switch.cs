namespace SmartHome.Tools;

/// <summary>The two states of a light.</summary>
public enum Switch
{
    On,
    Off,
}
