namespace EdgeAgent.Agents;

/// <summary>Says how a tool's free string arguments are bound to the conversation: on a parameter for that one and what it holds, on a method
/// for all of its parameters that say nothing themselves.</summary>
/// <param name="grounding">How.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Parameter)]
public sealed class GroundingAttribute(ArgumentGrounding grounding) : Attribute
{
    /// <summary>How they are bound.</summary>
    public ArgumentGrounding Grounding { get; } = grounding;
}
