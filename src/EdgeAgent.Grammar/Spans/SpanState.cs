namespace EdgeAgent.Grammar.Spans;

/// <summary>A state of a <see cref="SpanAutomaton"/>.</summary>
/// <param name="FirstEdge">The first of its edges, or -1.</param>
/// <param name="Length">Of the longest text that leads to it, in symbols: every edge leads to a longer one.</param>
/// <param name="IsBoundary">Whether a character ends here. Told for states that spans lead to: all places where one occurs agree.</param>
internal readonly record struct SpanState(int FirstEdge, int Length, bool IsBoundary);
