namespace EdgeAgent.Models;

/// <summary>What a store, a converter or a puller is doing.</summary>
public enum ModelStage
{
    /// <summary>Another process is making the same package.</summary>
    Waiting,

    /// <summary>Hashing the source's files.</summary>
    CheckingSource,

    /// <summary>Writing the package.</summary>
    Converting,

    /// <summary>Hashing the package's files.</summary>
    Verifying,

    /// <summary>Something the user should know; the work goes on.</summary>
    Warning,

    /// <summary>The package is ready.</summary>
    Done,

    /// <summary>Files come from a hub.</summary>
    Fetching,
}
