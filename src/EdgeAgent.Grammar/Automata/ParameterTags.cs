namespace EdgeAgent.Grammar.Automata;

/// <summary>The XML tags that may stand at a place among a call's parameters.</summary>
/// <param name="Texts">None begins another.</param>
/// <param name="Tags">By place in the list that the table was made of: what a tag leads to.</param>
/// <param name="AfterValue">By place: the state after a value, its closing tag being read (raw) or not (JSON).</param>
internal sealed record ParameterTags(NameTable Texts, ParameterTag[] Tags, int[] AfterValue);
