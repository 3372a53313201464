namespace EdgeAgent.Benchmarks.Microbenchmarks;

/// <summary>Where a mask is asked for.</summary>
public enum MaskPlace
{
    /// <summary>Inside a string that may hold anything.</summary>
    FreeString,

    /// <summary>Five characters before a string's greatest length.</summary>
    LongString,

    /// <summary>Where one of 20 members' names may begin.</summary>
    Key,

    /// <summary>Inside a string that is one of 1,000.</summary>
    Enum,

    /// <summary>Inside a string with a pattern.</summary>
    Pattern,

    /// <summary>Inside a number with bounds.</summary>
    Number,
}
