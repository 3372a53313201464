using EdgeAgent.Grammar;
using EdgeAgent.Models;

namespace EdgeAgent;

/// <summary>From what a package says of its tool calls (<c>toolCalls</c>) to the syntax that the grammar holds them to.</summary>
/// <remarks>
/// The style is the name of a <see cref="ToolCallSyntax"/>. Opening and closing are what stands before the first call and after the last: the two tags for
/// <c>hermes</c>, <c>qwen3-coder</c> and <c>functiongemma</c>; for <c>mistral</c> the trigger, with or without the list's bracket, and that bracket; for <c>llama3</c> what may
/// stand before the call, and nothing.
/// </remarks>
internal static class ToolCallSyntaxes
{
    /// <summary>The syntax of a package; of one that says nothing, Hermes's.</summary>
    /// <param name="format">What the package says.</param>
    /// <param name="showsTools">Whether its chat template shows tools itself; where it does not, they are shown in Hermes's form.</param>
    /// <param name="file">The descriptor's path, for errors.</param>
    /// <exception cref="LocalModelException">EA5504: the style is not known, or its texts do not fit.</exception>
    public static ToolCallSyntax Of(ToolCallFormat? format, bool showsTools, string file)
    {
        format ??= ToolCallFormat.Hermes;
        ToolCallSyntax syntax = format.Style switch
        {
            "hermes" => ToolCallSyntax.Hermes with { Trigger = format.Opening, AfterArguments = $"}}\n{format.Closing}", SpecialTokens = [format.Opening, format.Closing] },
            "qwen3-coder" => ToolCallSyntax.Qwen3Coder with { Trigger = format.Opening, AfterArguments = $"</function>\n{format.Closing}", SpecialTokens = [format.Opening, format.Closing] },
            "functiongemma" => ToolCallSyntax.FunctionGemma with { Trigger = format.Opening, AfterArguments = $"}}{format.Closing}", SpecialTokens = [format.Opening, format.Closing] },
            "mistral" => Mistral(format, file),
            "llama3" => Llama3(format, file),
            _ => throw Refused($"The package writes tool calls in a style that is not known: '{format.Style}'.", $"{file}, toolCalls.style",
                "Name one of functiongemma, hermes, llama3, mistral, qwen3-coder, or update EdgeAgent."),
        };
        if (syntax.Trigger.Length == 0 || (format.Closing.Length == 0 && format.Style is "hermes" or "qwen3-coder" or "functiongemma"))
            throw Refused($"The texts around calls of {format.Style} must not be empty.", $"{file}, toolCalls", "Write them as the model's chat template does.");
        if (!showsTools && format.Style != "hermes")
        {
            throw Refused($"The chat template has no place for tools, so they are shown in the form of hermes, but the package writes calls as {format.Style}.",
                $"{file}, toolCalls.style", "Name hermes there, or give the package a template that shows tools.");
        }
        return syntax;
    }

    private static ToolCallSyntax Mistral(ToolCallFormat format, string file)
    {
        if (format.Closing is not ("" or "]")) throw Refused($"A list of calls does not end with '{format.Closing}'.", $"{file}, toolCalls.closing", "Write ] there.");
        string trigger = format.Opening.TrimEnd('[').TrimEnd();
        string beforeCalls = format.Opening == trigger ? ToolCallSyntax.Mistral.BeforeCalls : format.Opening[trigger.Length..];
        return ToolCallSyntax.Mistral with { Trigger = trigger, BeforeCalls = beforeCalls, SpecialTokens = [trigger] };
    }

    private static ToolCallSyntax Llama3(ToolCallFormat format, string file)
    {
        if (format.Closing.Length > 0) throw Refused($"A call of llama3 has no closing text, and this is one: '{format.Closing}'.", $"{file}, toolCalls.closing", "Leave it empty.");
        return format.Opening.Length == 0 ? ToolCallSyntax.Llama3 with { OptionalPrefix = null }
            : ToolCallSyntax.Llama3 with { OptionalPrefix = format.Opening, SpecialTokens = [format.Opening] };
    }

    private static LocalModelException Refused(string what, string where, string fix) => new("EA5504", what, where, fix);
}
