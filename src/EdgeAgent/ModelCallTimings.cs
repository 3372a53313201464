namespace EdgeAgent;

/// <summary>Where the time and the tokens of one model call went: the entry <see cref="Key"/> of the last update's additional properties.</summary>
/// <param name="Prefill">From the first token fed until the first logits can be asked for.</param>
/// <param name="Decode">All decode steps.</param>
/// <param name="Total">From the request, its waiting for others included, to the last token.</param>
/// <param name="PromptTokens">Tokens of the prompt.</param>
/// <param name="CachedTokens">Those of them that the KV cache had already.</param>
/// <param name="DecodedTokens">Tokens chosen from logits.</param>
/// <param name="ForcedTokens">Tokens that the grammar left no choice about.</param>
public sealed record ModelCallTimings(
    TimeSpan Prefill, TimeSpan Decode, TimeSpan Total, int PromptTokens, int CachedTokens, int DecodedTokens, int ForcedTokens)
{
    /// <summary>The name under which the last update of a stream carries it.</summary>
    public const string Key = "edgeagent.timings";

    /// <summary>The name under which <see cref="Microsoft.Extensions.AI.UsageDetails.AdditionalCounts"/> has <see cref="ForcedTokens"/>, where
    /// telemetry finds it.</summary>
    public const string ForcedTokensKey = "edgeagent.forced_tokens";
}
