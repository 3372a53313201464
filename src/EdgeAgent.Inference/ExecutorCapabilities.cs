namespace EdgeAgent.Inference;

/// <summary>What a <see cref="ModelExecutor"/> can do.</summary>
/// <param name="Capacity">Tokens that its KV cache holds at most.</param>
/// <param name="MaxKeep">Last rows that one forward can keep, so that they have logits. 1 where the graph gives logits of its last position only: drafts
/// are then not verified together, and scoring feeds a token at a time.</param>
/// <param name="InPlace">True where the KV cache is written in place; false where each step makes a new one.</param>
public sealed record ExecutorCapabilities(int Capacity, int MaxKeep, bool InPlace);
