namespace EdgeAgent.Grammar.Automata;

/// <summary>A text that may follow a call.</summary>
/// <param name="Text">Index of the <see cref="FixedText"/>.</param>
/// <param name="IsCall">Whether it opens another call, for which there must be room.</param>
internal readonly record struct CallLink(int Text, bool IsCall);
