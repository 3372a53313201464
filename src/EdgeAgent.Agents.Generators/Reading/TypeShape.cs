using EdgeAgent.Agents.Generators.Schemas;
using Microsoft.CodeAnalysis;

namespace EdgeAgent.Agents.Generators.Reading;

/// <summary>What a type is to JSON.</summary>
internal abstract record TypeShape
{
    /// <summary>A single value.</summary>
    /// <param name="Converter">The property of JsonMetadataServices that reads it.</param>
    /// <param name="Schema">Makes its schema; null for one that is only written.</param>
    public sealed record Value(string Converter, Func<SchemaObject>? Schema) : TypeShape;

    public sealed record Enum(INamedTypeSymbol Type) : TypeShape;

    public sealed record Nullable(ITypeSymbol Inner) : TypeShape;

    /// <param name="Item">The item's type.</param>
    /// <param name="Factory">The method of JsonMetadataServices that makes its contract.</param>
    /// <param name="Creation">How an empty one is made; null where the serializer knows.</param>
    public sealed record List(ITypeSymbol Item, string Factory, string? Creation) : TypeShape;

    /// <inheritdoc cref="List"/>
    public sealed record Map(ITypeSymbol Item, string Factory, string? Creation) : TypeShape;

    public sealed record Object(INamedTypeSymbol Type) : TypeShape;

    /// <param name="Why">The reason, and what to use instead.</param>
    public sealed record Unsupported(string Why) : TypeShape;
}
