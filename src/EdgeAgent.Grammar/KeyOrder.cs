namespace EdgeAgent.Grammar;

/// <summary>In which order the members of an object may be written.</summary>
public enum KeyOrder
{
    /// <summary>Declared members in the schema's order, then the others: what models are trained to write, and the cheapest to follow.</summary>
    Declared,

    /// <summary>Any order.</summary>
    Any,
}
