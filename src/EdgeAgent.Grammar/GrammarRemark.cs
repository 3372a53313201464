namespace EdgeAgent.Grammar;

/// <summary>A keyword that the grammar does not enforce.</summary>
/// <param name="Tool">The tool whose schema has it, or null.</param>
/// <param name="Pointer">JSON pointer of the schema that has it.</param>
/// <param name="Keyword">The keyword.</param>
/// <param name="Restricts">True for one that restricts values and was left out by <see cref="UnsupportedKeywords.Report"/>; false for a mere annotation.</param>
/// <param name="Reason">Why, as a sentence.</param>
public sealed record GrammarRemark(string? Tool, string Pointer, string Keyword, bool Restricts, string Reason);
