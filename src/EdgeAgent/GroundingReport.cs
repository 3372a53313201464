using EdgeAgent.Agents;

namespace EdgeAgent;

/// <summary>What the arguments of one model call could be copied from: the entry <see cref="Key"/> of the last update's additional properties,
/// where some were bound.</summary>
/// <param name="Texts">Texts of the conversation: messages of the user, results of tools or, of JSON, their names and values.</param>
/// <param name="IsFree">Nothing in them could be copied, so every string was free, also where <see cref="ArgumentGrounding.Require"/> was asked
/// for.</param>
public sealed record GroundingReport(int Texts, bool IsFree)
{
    /// <summary>The name under which the last update of a stream carries it.</summary>
    public const string Key = "edgeagent.grounding";
}
