namespace EdgeAgent.Templates.Jinja.Operations;

/// <summary>The noncharacters by which guarded data travels through a template.</summary>
/// <remarks>Unicode reserves U+FDD0 to U+FDEF for such internal use. Without the chat layer's guard they are text like any other.</remarks>
internal static class GuardMarks
{
    /// <summary>Stands inside what would otherwise be an added token; the tokenizer drops it.</summary>
    public const char Token = '\uFDD0';

    /// <summary>Stands for the <c>&lt;</c> of a tool tag until it is known whether it comes to lie in JSON.</summary>
    public const char Tag = '\uFDD1';
}
