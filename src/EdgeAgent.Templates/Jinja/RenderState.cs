using System.Diagnostics.CodeAnalysis;
using EdgeAgent.Templates.Jinja.Values;

namespace EdgeAgent.Templates.Jinja;

/// <summary>What one render carries: the output, the limits left, the clock, and the place for errors.</summary>
internal sealed class RenderState
{
    private readonly TemplateSource _source;
    private readonly ChatTemplateOptions _options;
    private readonly DateTimeOffset? _now;
    private int _stepsLeft;
    private int _depth;

    public RenderState(TemplateSource source, ChatTemplateOptions options, DateTimeOffset? now)
    {
        (_source, _options, _now, _stepsLeft) = (source, options, now, options.MaxSteps);
        Output = new PromptBuffer(this, options.MaxOutputCharacters);
    }

    public PromptBuffer Output { get; }

    /// <summary>Whether the data went through the chat layer's guard and may hold <see cref="Operations.GuardMarks"/>.</summary>
    public bool IsGuarded { get; init; }

    /// <summary>Offset in the template of what runs now. Each node sets it before it does something that may fail.</summary>
    public int At { get; set; }

    public int MaxCharacters => _options.MaxOutputCharacters;

    public DateTimeOffset Now => _now ?? _options.Clock.GetLocalNow();

    public void Step()
    {
        if (--_stepsLeft < 0) ThrowTooManySteps();
    }

    /// <summary>Accounts for an operation over so many characters or elements, before it is done.</summary>
    public void Charge(long size)
    {
        if (size > MaxCharacters) throw TooMuchText();
        _stepsLeft -= (int)(size >> 6);
        if (_stepsLeft < 0) ThrowTooManySteps();
    }

    /// <summary>The same for elements of a list, each of which takes the room of eight characters or so.</summary>
    public void ChargeElements(long count) => Charge(count * 8);

    /// <summary>Enters a macro; <see cref="Leave"/> goes with it.</summary>
    public void Enter()
    {
        Step();
        if (++_depth > _options.MaxDepth)
            throw Fail(ErrorCodes.TooDeep, $"Macros call each other more than {_options.MaxDepth} deep.",
                "Simplify the data (a schema that nests this deep?), or raise ChatTemplateOptions.MaxDepth.");
    }

    public void Leave() => _depth--;

    public TemplateException TooMuchText()
        => Fail(ErrorCodes.TooMuchText, $"The template builds a text of more than {MaxCharacters} characters.",
        "Shorten the conversation, or raise ChatTemplateOptions.MaxOutputCharacters.");

    public TemplateException Fail(string code, string what, string fix, Exception? inner = null)
        => _source.Error(At, code, what, fix, inner);

    /// <summary>A value that does not fit where the template uses it (Python's TypeError, ValueError and their like).</summary>
    public TemplateException BadValue(string what)
        => Fail(ErrorCodes.BadValue, what, "Give the conversation the form that this template takes, or correct the template there.");

    public TemplateException Unsupported(string what)
        => Fail(ErrorCodes.Unsupported, what, "Rewrite that place of the template with what Hugging Face's templates commonly use.");

    /// <summary>For a use that Jinja does not forgive an undefined value.</summary>
    public TemplateException UndefinedUse(Undefined value) => value.IsUnsafe
        ? Fail(ErrorCodes.Sandbox, value.What + ".", "Do without it: a chat template may only read.")
        : Fail(ErrorCodes.Undefined, value.What + ".", "Give the conversation what the template reads there, or guard it with 'is defined'.");

    [DoesNotReturn]
    private void ThrowTooManySteps()
        => throw Fail(ErrorCodes.TooManySteps, $"The template does not end within {_options.MaxSteps} steps.",
            "Check its loops, or raise ChatTemplateOptions.MaxSteps.");
}
