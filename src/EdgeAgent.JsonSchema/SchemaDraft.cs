namespace EdgeAgent.JsonSchema;

/// <summary>The edition of JSON Schema whose rules a schema follows.</summary>
public enum SchemaDraft
{
    /// <summary>No <c>$schema</c>: 2020-12, with the older forms that people still write (array <c>items</c>, boolean <c>exclusiveMinimum</c>).</summary>
    Unstated = 0,

    /// <summary>draft-04 (2013).</summary>
    Draft4 = 4,

    /// <summary>draft-06 (2017).</summary>
    Draft6 = 6,

    /// <summary>draft-07 (2018).</summary>
    Draft7 = 7,

    /// <summary>2019-09.</summary>
    Draft201909 = 2019,

    /// <summary>2020-12.</summary>
    Draft202012 = 2020,
}
