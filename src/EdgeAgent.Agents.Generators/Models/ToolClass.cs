namespace EdgeAgent.Agents.Generators.Models;

/// <summary>A class with [Tool] methods. Text only: no symbol, so that nothing of a compilation is kept.</summary>
/// <param name="HintName">Name of the generated file, without its ending.</param>
/// <param name="Namespace">Its namespace; null for the global one.</param>
/// <param name="ExtensionName">Name of the generated static class.</param>
/// <param name="Accessibility">Of the generated class: public or internal.</param>
/// <param name="Type">The class in C#, with <c>global::</c>.</param>
/// <param name="DisplayName">The class for people.</param>
/// <param name="NeedsInstance">Some method is called on an object.</param>
/// <param name="Tools">The methods.</param>
/// <param name="Contracts">The types among their parameters and results.</param>
internal sealed record ToolClass(
    string HintName, string? Namespace, string ExtensionName, string Accessibility, string Type, string DisplayName, bool NeedsInstance,
    EquatableArray<ToolModel> Tools, EquatableArray<ContractModel> Contracts);
