namespace EdgeAgent.Grammar.Automata;

/// <summary>What an XML tag among a call's parameters leads to.</summary>
/// <param name="Value">The rule of a JSON value, or -1.</param>
/// <param name="Automaton">The automaton of a raw text through its closing tag, or -1. Where both are -1 the tag closes the call.</param>
internal readonly record struct ParameterTag(int Value, int Automaton)
{
    public static ParameterTag Closing => new(-1, -1);
}
