using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar;

/// <summary>A tool as the grammar sees it.</summary>
/// <param name="Name">Its name, as the model writes it.</param>
/// <param name="Parameters">The schema of its arguments, which are always an object.</param>
public sealed record ToolDefinition(string Name, SchemaDocument Parameters);
