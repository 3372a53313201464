namespace EdgeAgent.Agents.Generators.Writing;

/// <summary>Short names of namespaces in generated code, which <c>::</c> keeps apart from any type of the user's.</summary>
internal static class Aliases
{
    public const string Agents = "EdgeAgents::";
    public const string Generated = "EdgeAgentTools::";
    public const string Metadata = "JsonMeta::";
    public const string Options = "EdgeAgentJson::JsonSerializerOptions";

    public const string Declarations = """
        using EdgeAgents = global::EdgeAgent.Agents;
        using EdgeAgentTools = global::EdgeAgent.Agents.Generated;
        using EdgeAgentJson = global::System.Text.Json;
        using JsonMeta = global::System.Text.Json.Serialization.Metadata;
        """;
}
