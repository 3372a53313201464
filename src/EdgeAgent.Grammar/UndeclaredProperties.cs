namespace EdgeAgent.Grammar;

/// <summary>Which members an object may have beyond its <c>properties</c> where <c>additionalProperties</c> and <c>unevaluatedProperties</c> are absent.</summary>
public enum UndeclaredProperties
{
    /// <summary>None where the schema has the keyword <c>properties</c> (even empty), any where it has not: what people mean who write a schema for a model.</summary>
    WhereNoneAreDeclared,

    /// <summary>None.</summary>
    Never,

    /// <summary>Any, as JSON Schema says.</summary>
    AsTheSchemaSays,
}
