using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents;

/// <summary>How sure the model was of a tool call: the entry <see cref="Key"/> of a <see cref="FunctionCallContent"/>'s additional
/// properties, written by clients that can tell.</summary>
/// <remarks>
/// Both are geometric means over the tokens that the grammar left a choice about, of each token's probability among those allowed:
/// comparable between short and long calls, 1 where nothing was left to choose. They rank calls; they are no calibrated chances of being
/// right. Immutable.
/// </remarks>
/// <param name="Tool">0 to 1: for the call as such and this tool, among text and all the tools offered.</param>
/// <param name="Arguments">0 to 1: for the arguments of that tool.</param>
public sealed record CallConfidence(double Tool, double Arguments)
{
    /// <summary>The name of the entry.</summary>
    public const string Key = "edgeagent.confidence";

    /// <summary>Confidence of the whole call: the smaller of both.</summary>
    public double Call => Math.Min(Tool, Arguments);
}
