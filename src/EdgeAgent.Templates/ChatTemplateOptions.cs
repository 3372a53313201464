namespace EdgeAgent.Templates;

/// <summary>Limits and clock of a <see cref="ChatTemplate"/>: templates come from the internet and are not trusted.</summary>
public sealed record ChatTemplateOptions
{
    /// <summary>Characters (UTF-16 units) of the prompt and of any text made on the way. Default 16,777,216: over a hundred times the
    /// longest context of the served models.</summary>
    public int MaxOutputCharacters
    {
        get;
        init => field = value is >= 1 and <= 1 << 28 ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxOutputCharacters), value, "Allow 1 to 268,435,456 characters.");
    } = 1 << 24;

    /// <summary>Steps of one render: each statement, loop turn and call is one, and so is every 64 characters or elements that an
    /// operation builds or walks. Default 10,000,000, which ends an endless template within about a second.</summary>
    public int MaxSteps
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(MaxSteps), value, "Allow at least one step.");
    } = 10_000_000;

    /// <summary>Nesting of macro calls, of the template's own syntax, and of the data that is printed. Default 100.</summary>
    public int MaxDepth
    {
        get;
        init => field = value is >= 1 and <= 1000 ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxDepth), value, "Allow a depth of 1 to 1,000.");
    } = 100;

    /// <summary>The clock and the time zone of <c>strftime_now</c>, where an input gives no <see cref="ChatTemplateInput.Now"/>.</summary>
    public TimeProvider Clock
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Clock));
    } = TimeProvider.System;
}
