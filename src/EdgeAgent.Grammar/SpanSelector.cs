namespace EdgeAgent.Grammar;

/// <summary>Says how the strings of a schema are bound to the texts of a sequence.</summary>
/// <remarks>
/// A callback and not a keyword of the schema: many schemas are not the application's own, and what they say is read by the model too, as part of the prompt.
/// Called while compiling, for each schema whose values may be strings, now and then twice; for a document that several tools share, for the first of them.
/// Where several schemas hold for one value, as a reference and what stands beside it, the strictest answer counts.
/// </remarks>
/// <param name="tool">The tool's name; null for the schema of a document.</param>
/// <param name="pointer">Where the schema is, as in <see cref="GrammarRemark.Pointer"/>: <c>#/properties/city</c>.</param>
/// <returns>How; null for what <see cref="GrammarOptions.Spans"/> says.</returns>
public delegate SpanBinding? SpanSelector(string? tool, string pointer);
