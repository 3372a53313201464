namespace EdgeAgent.Templates.Jinja;

/// <summary>The variables of one activation: of the template, or of one call of a macro.</summary>
/// <remarks>A null slot is a name not set yet in its scope: the look-up goes on outwards.</remarks>
internal sealed class Frame(RenderState state, int slotCount, Frame? outer)
{
    public readonly object?[] Slots = new object?[slotCount];

    public RenderState State => state;

    /// <summary>The activation in which the macro was defined.</summary>
    public Frame? Outer => outer;
}
