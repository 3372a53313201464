namespace EdgeAgent.Grammar.Notation;

/// <summary>The rules of a grammar in GBNF.</summary>
/// <param name="Names">The rules' names.</param>
/// <param name="Rules">What they say, in the same order.</param>
/// <param name="Root">The number of the rule <c>root</c>.</param>
internal sealed record GbnfGrammar(IReadOnlyList<string> Names, IReadOnlyList<GbnfNode> Rules, int Root);
