using Microsoft.CodeAnalysis;

namespace EdgeAgent.Agents.Generators.Reading;

/// <summary>The attributes of System.Text.Json, and of them the ones that generated code does not know and must not pass over.</summary>
internal static class JsonAttributes
{
    private static readonly HashSet<string> KnownOnTypes = ["JsonSerializableAttribute", "JsonSourceGenerationOptionsAttribute"];

    private static readonly HashSet<string> KnownOnMembers =
    [
        "JsonPropertyNameAttribute", "JsonIgnoreAttribute", "JsonRequiredAttribute", "JsonPropertyOrderAttribute", "JsonConstructorAttribute",
    ];

    /// <summary>What to say of a type's first unknown attribute; null when there is none.</summary>
    public static string? Unknown(INamedTypeSymbol type) => Unknown(type, KnownOnTypes);

    /// <summary>What to say of a member's first unknown attribute; null when there is none.</summary>
    public static string? UnknownOnMember(ISymbol member) => Unknown(member, KnownOnMembers);

    private static string? Unknown(ISymbol symbol, HashSet<string> known) =>
        symbol.GetAttributes().Select(a => AttributeReader.NameOf(a))
            .Where(name => name.StartsWith(AttributeReader.Json, StringComparison.Ordinal))
            .Select(name => name.Substring(AttributeReader.Json.Length))
            .FirstOrDefault(name => !known.Contains(name)) is { } found
            ? $"generated code does not know [{found.Replace("Attribute", "")}] on '{symbol.Name}'; "
                + "use AgentTool.FromObject, or a record of its own for the tool"
            : null;
}
