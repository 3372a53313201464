namespace EdgeAgent.Benchmarks.Microbenchmarks;

/// <summary>A schema that has been too much for others.</summary>
public enum LargeSchema
{
    /// <summary>256 kB of JSON.</summary>
    Bytes256K,

    /// <summary>A string of up to 100,000 characters.</summary>
    MaxLength100K,

    /// <summary>A schema that refers to itself.</summary>
    Recursive,

    /// <summary>A pattern without anchors.</summary>
    Unanchored,

    /// <summary>1,000 strings to choose from.</summary>
    Enum1000,
}
