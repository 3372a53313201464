namespace EdgeAgent.Cli;

/// <summary>Something on the command line, or a file named there, that cannot be used: what is wrong, where, how to mend it.</summary>
public sealed class CliException : Exception
{
    internal CliException(int exitCode, string code, string what, string where, string fix, Exception? inner = null)
        : base($"{what} Where: {where}. Fix: {fix} [{code}]", inner) =>
        (ExitCode, Code, What, Where, Fix) = (exitCode, code, what, where, fix);

    /// <summary>How the program ends.</summary>
    public int ExitCode { get; }

    /// <summary>Stable id of the error, <c>EA7xxx</c>.</summary>
    public string Code { get; }

    /// <summary>What was wrong, as a sentence.</summary>
    public string What { get; }

    /// <summary>The place: an option, or a file and where in it.</summary>
    public string Where { get; }

    /// <summary>What to do about it, as a sentence.</summary>
    public string Fix { get; }
}
