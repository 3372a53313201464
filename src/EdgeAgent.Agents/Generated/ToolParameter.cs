using System.ComponentModel;
using System.Text.Json.Serialization.Metadata;

namespace EdgeAgent.Agents.Generated;

/// <summary>A parameter that the model fills in, as the source generator describes it.</summary>
/// <param name="Name">Its name in the schema.</param>
/// <param name="Type">How its JSON is read.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record ToolParameter(string Name, JsonTypeInfo Type)
{
    /// <summary>Null when the model leaves it out: one like <c>string? note</c>, which the schema does not require and C# gives no
    /// default.</summary>
    public bool IsNullWhenAbsent { get; init; }

    /// <summary>How what it holds is bound to the conversation; null where its attribute does not say.</summary>
    public GroundingAttribute? Grounding { get; init; }
}
