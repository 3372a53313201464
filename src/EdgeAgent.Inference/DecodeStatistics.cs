namespace EdgeAgent.Inference;

/// <summary>Where an answer's tokens came from.</summary>
/// <param name="PromptTokens">Tokens of the prompt.</param>
/// <param name="CachedTokens">Those of them that were in the KV cache already, so that they cost nothing.</param>
/// <param name="DecodedTokens">Tokens chosen from logits, each a decode step.</param>
/// <param name="ForcedTokens">Tokens that the grammar left no choice about: no logits were computed for them.</param>
public readonly record struct DecodeStatistics(int PromptTokens, int CachedTokens, int DecodedTokens, int ForcedTokens);
