using Microsoft.CodeAnalysis;

namespace EdgeAgent.Agents.Generators.Diagnostics;

/// <summary>Everything the generator may say; each has a section in docs/diagnostics.md.</summary>
internal static class ToolDiagnostics
{
    public static readonly DiagnosticDescriptor NotCallable = Error("EAG0001", "A [Tool] method cannot be called",
        "'{0}' cannot be a tool: {1}");

    public static readonly DiagnosticDescriptor InaccessibleType = Error("EAG0002", "A class with [Tool] methods cannot be reached",
        "The tools of '{0}' cannot be made: {1}");

    public static readonly DiagnosticDescriptor Generic = Error("EAG0003", "A [Tool] method is generic",
        "'{0}' cannot be a tool: {1} is generic, and a model names no types; write a method for each type you need");

    public static readonly DiagnosticDescriptor ByReference = Error("EAG0004", "A [Tool] method passes values by reference",
        "{0} of '{1}' is passed by '{2}', and JSON has no references; pass it by value and return the result");

    public static readonly DiagnosticDescriptor ParameterType = Error("EAG0005", "A model cannot give a value of this type",
        "A model cannot give '{0}' of '{1}' a value of type '{2}': {3}");

    public static readonly DiagnosticDescriptor Cyclic = Error("EAG0006", "A parameter's type contains itself",
        "A model cannot give '{0}' of '{1}': type '{2}' contains itself, which a small model never ends; use a flat list with the ids of the parents");

    public static readonly DiagnosticDescriptor ResultType = Error("EAG0007", "A result of this type cannot be written",
        "The result of '{0}' cannot be written as JSON: type '{1}' {2}");

    public static readonly DiagnosticDescriptor BadName = Error("EAG0008", "A name cannot be the name of a tool",
        "'{0}' cannot be the name of a tool; name it with 1 to 128 letters (a-z), digits, '_', '-', '.', '/' or ':' by [Tool(\"...\")]");

    public static readonly DiagnosticDescriptor DuplicateName = Error("EAG0009", "Two tools of a class have one name",
        "'{0}' is a tool named '{1}' like another of this class; name one by [Tool(\"...\")]");

    public static readonly DiagnosticDescriptor Timeout = Error("EAG0010", "The time-out of a tool is out of range",
        "TimeoutSeconds of '{0}' is {1}; give 0.001 to 3600 seconds, or 0 for the default");

    public static readonly DiagnosticDescriptor Rule = Error("EAG0011", "A rule on a parameter cannot be said in JSON Schema",
        "{0} on '{1}' cannot be said in JSON Schema: {2}");

    public static readonly DiagnosticDescriptor NoDescription = Inform("EAG0012", "A tool has no description",
        "'{0}' has no [Description]; a model chooses tools by what it reads of them");

    public static readonly DiagnosticDescriptor NoCancellation = Inform("EAG0013", "An asynchronous tool cannot be cancelled",
        "'{0}' is asynchronous and has no CancellationToken; it runs on when its time is up");

    public static readonly DiagnosticDescriptor LanguageVersion = Error("EAG0014", "The C# version is too old for generated tools",
        "The generated AsTools() is an extension of C# 14, and this project is compiled as C# {0}; set LangVersion to 14 or later");

    public static IReadOnlyList<DiagnosticDescriptor> All { get; } =
    [
        NotCallable, InaccessibleType, Generic, ByReference, ParameterType, Cyclic, ResultType, BadName, DuplicateName, Timeout, Rule,
        NoDescription, NoCancellation, LanguageVersion,
    ];

    private static DiagnosticDescriptor Error(string id, string title, string message) => Make(id, title, message, DiagnosticSeverity.Error);

    private static DiagnosticDescriptor Inform(string id, string title, string message) => Make(id, title, message, DiagnosticSeverity.Info);

    private static DiagnosticDescriptor Make(string id, string title, string message, DiagnosticSeverity severity) =>
        new(id, title, message, "EdgeAgent.Tools", severity, isEnabledByDefault: true, helpLinkUri: $"docs/diagnostics.md#{id.ToLowerInvariant()}");
}
