namespace EdgeAgent.Agents.Json;

/// <summary>What a character did to a JSON string.</summary>
internal enum JsonStringStep
{
    /// <summary>It is within an escape or a surrogate pair.</summary>
    Partial,

    /// <summary>It ends a whole character.</summary>
    Whole,

    /// <summary>It ends the string.</summary>
    Ended,

    /// <summary>It cannot stand there, or a surrogate stands alone, which no UTF-8 text can hold.</summary>
    Failed,
}
