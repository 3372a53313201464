using EdgeAgent.Agents.Generators.Diagnostics;

namespace EdgeAgent.Agents.Generators.Models;

/// <summary>What was read of a class: the tools that can be made, and what there is to say about it.</summary>
internal sealed record ToolClassResult(ToolClass Class, EquatableArray<DiagnosticModel> Diagnostics);
