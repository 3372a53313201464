namespace EdgeAgent.Grammar.Regular;

/// <summary>A regular set of byte strings within a <see cref="LanguageSpace"/>. Two equal values are the same set; two different ones may be.</summary>
/// <param name="Id">Its place in the space; 0, the default, is <see cref="LanguageSpace.Nothing"/>.</param>
internal readonly record struct Language(int Id);
