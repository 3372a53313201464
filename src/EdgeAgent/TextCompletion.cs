using Microsoft.Extensions.AI;

namespace EdgeAgent;

/// <summary>A text's continuation.</summary>
/// <param name="Text">What follows the text; what was given is not repeated.</param>
/// <param name="FinishReason"><see cref="ChatFinishReason.Stop"/>: it came to an end or to a stop. <see cref="ChatFinishReason.Length"/>: a limit cut it.</param>
/// <param name="Timings">Where time and tokens went.</param>
public sealed record TextCompletion(string Text, ChatFinishReason FinishReason, ModelCallTimings Timings);
