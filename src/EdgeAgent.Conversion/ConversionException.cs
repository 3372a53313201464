namespace EdgeAgent.Conversion;

/// <summary>A checkpoint that cannot be converted as it is: what is wrong, where, and how to mend it.</summary>
/// <remarks>The <see cref="Code"/> is stable and has a section in docs/errors.md; the wording is not.</remarks>
public sealed class ConversionException : Exception
{
    internal ConversionException(string code, string what, string where, string fix, Exception? inner = null)
        : base($"{what} Where: {where}. Fix: {fix} [{code}]", inner) => (Code, What, Where, Fix) = (code, what, where, fix);

    /// <summary>Stable id of the error, <c>EA404x</c> or <c>EA41xx</c>.</summary>
    public string Code { get; }

    /// <summary>What was wrong, as a sentence.</summary>
    public string What { get; }

    /// <summary>The place: a file with the key, tensor or byte offset in it.</summary>
    public string Where { get; }

    /// <summary>What to do about it, as a sentence.</summary>
    public string Fix { get; }
}
