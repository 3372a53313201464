namespace EdgeAgent.JsonSchema;

/// <summary>A keyword that restricts nothing, because no draft that is followed here knows it: listed so that a typing error is seen.</summary>
/// <param name="Pointer">JSON pointer of the schema that has the keyword, as <c>#/properties/name</c>.</param>
/// <param name="Keyword">The keyword as written.</param>
/// <param name="Reason">Why it restricts nothing, as a sentence.</param>
public sealed record SchemaAnnotation(string Pointer, string Keyword, string Reason);
