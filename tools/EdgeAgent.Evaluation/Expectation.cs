namespace EdgeAgent.Evaluation;

/// <summary>What a right answer is.</summary>
/// <param name="Calls">The calls, in any order; empty where an answer in words is wanted.</param>
/// <param name="Must">Values that the words must hold.</param>
/// <param name="MustAsk">The words must ask something.</param>
internal sealed record Expectation(IReadOnlyList<EmittedCall> Calls, IReadOnlyList<string> Must, bool MustAsk);
