namespace EdgeAgent.Models;

/// <summary>Rotary position embedding: angles are position times <see cref="Theta"/> to the power of -2j/headSize, then scaled.</summary>
public sealed record RopeSettings
{
    /// <summary>The base of the frequencies; 0 where it is not told.</summary>
    public required double Theta { get; init; }

    /// <summary>How the frequencies were changed for longer contexts; null for not at all.</summary>
    public RopeScaling? Scaling { get; init; }
}
