namespace EdgeAgent.Grammar.Automata;

/// <summary>A class of members whose names are not known one by one.</summary>
/// <param name="Object">The object's rule.</param>
/// <param name="Place">Which of the object's classes it is.</param>
/// <param name="Automaton">Of the names; -1 for all that are not declared.</param>
/// <param name="Groups">The values.</param>
/// <param name="Height">Of the values.</param>
internal sealed record FreeRule(int Object, int Place, int Automaton, CallGroup[] Groups, int Height);
