namespace EdgeAgent.JsonSchema;

/// <summary>The vocabularies of 2019-09 and 2020-12 whose keywords restrict something.</summary>
[Flags]
internal enum Vocabularies
{
    None = 0,
    Applicator = 1,
    Unevaluated = 2,
    Validation = 4,
    FormatAssertion = 8,
}
