using Microsoft.CodeAnalysis;

namespace EdgeAgent.Agents.Generators.Reading;

/// <summary>Finds attributes by their full name.</summary>
internal static class AttributeReader
{
    public const string Tool = "EdgeAgent.Agents.ToolAttribute";
    public const string Grounding = "EdgeAgent.Agents.GroundingAttribute";
    public const string FromServices = "EdgeAgent.Agents.FromServicesAttribute";
    public const string FromKeyedServices = "Microsoft.Extensions.DependencyInjection.FromKeyedServicesAttribute";
    public const string Description = "System.ComponentModel.DescriptionAttribute";
    public const string DefaultValue = "System.ComponentModel.DefaultValueAttribute";
    public const string Json = "System.Text.Json.Serialization.";
    public const string Annotations = "System.ComponentModel.DataAnnotations.";

    /// <summary>The attribute of this full name, or of one that an overridden member has.</summary>
    public static AttributeData? Find(ISymbol? symbol, string name)
    {
        for (; symbol is not null; symbol = Overridden(symbol))
            if (symbol.GetAttributes().FirstOrDefault(a => NameOf(a) == name && IsSound(a)) is { } found) return found;
        return null;
    }

    /// <summary>[Grounding] as a C# expression; null without one.</summary>
    public static string? Grounds(ISymbol symbol) => Find(symbol, Grounding) is { } attribute ? CSharpText.Attribute(attribute) : null;

    public static bool Has(ISymbol symbol, string name) => Find(symbol, name) is not null;

    public static string NameOf(AttributeData attribute) => attribute.AttributeClass?.ToDisplayString() ?? "";

    /// <summary>The text of the first constructor argument.</summary>
    public static string? Text(AttributeData? attribute) =>
        attribute?.ConstructorArguments.FirstOrDefault() is { Kind: TypedConstantKind.Primitive } first ? first.Value as string : null;

    /// <summary>The constructor's argument, where it has exactly one.</summary>
    public static TypedConstant? Only(AttributeData attribute) =>
        attribute.ConstructorArguments.Length == 1 ? attribute.ConstructorArguments[0] : null;

    public static object? Named(AttributeData attribute, string name) =>
        attribute.NamedArguments.FirstOrDefault(n => n.Key == name).Value.Value;

    // Of one that is still being typed the compiler knows the name and not yet the values.
    private static bool IsSound(AttributeData attribute) =>
        attribute.AttributeConstructor is not null && attribute.ConstructorArguments.All(a => a.Kind != TypedConstantKind.Error);

    private static ISymbol? Overridden(ISymbol symbol) => symbol switch
    {
        IMethodSymbol method => method.OverriddenMethod,
        IPropertySymbol property => property.OverriddenProperty,
        IParameterSymbol { ContainingSymbol: IMethodSymbol { OverriddenMethod: { } method } } parameter => method.Parameters[parameter.Ordinal],
        _ => null,
    };
}
