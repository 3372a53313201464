namespace EdgeAgent.Templates;

/// <summary>A chat template or a conversation that cannot become a prompt: what is wrong, where, and how to mend it.</summary>
/// <remarks>The <see cref="Code"/> is stable and has a section in docs/errors.md; the wording is not, except that for a template's
/// own <c>raise_exception</c> (EA2012) <see cref="What"/> is exactly the text that the template gave.</remarks>
public sealed class TemplateException : Exception
{
    internal TemplateException(string code, string what, string where, string fix, int line = 0, int column = 0, Exception? inner = null)
        : base($"{what} Where: {where}. Fix: {fix} [{code}]", inner)
        => (Code, What, Where, Fix, Line, Column) = (code, what, where, fix, line, column);

    /// <summary>Stable id of the error, <c>EA2xxx</c>.</summary>
    public string Code { get; }

    /// <summary>What was wrong, as a sentence.</summary>
    public string What { get; }

    /// <summary>The place: line and column of the template, or the message of the conversation.</summary>
    public string Where { get; }

    /// <summary>What to do about it, as a sentence.</summary>
    public string Fix { get; }

    /// <summary>Line of the template, from 1; 0 where the error is not the template's.</summary>
    public int Line { get; }

    /// <summary>Column in that line, in UTF-16 units from 1; 0 where the error is not the template's.</summary>
    public int Column { get; }
}
