using Microsoft.CodeAnalysis;

namespace EdgeAgent.Agents.Generators.Reading;

/// <summary>Which members of a class are JSON, and which constructor makes it: System.Text.Json's rules.</summary>
internal static class JsonMembers
{
    /// <summary>The JSON properties, in order: the most derived class first.</summary>
    public static IReadOnlyList<JsonMember> Of(INamedTypeSymbol type, IMethodSymbol? constructor)
    {
        List<JsonMember> members = [];
        HashSet<string> seen = [];
        for (INamedTypeSymbol? t = type; t is { SpecialType: SpecialType.None }; t = t.BaseType)
        {
            foreach (IPropertySymbol property in t.GetMembers().OfType<IPropertySymbol>())
            {
                if (!IsPublic(property) || !seen.Add(property.Name) || IsIgnored(property)) continue;
                IParameterSymbol? parameter = constructor?.Parameters.FirstOrDefault(p =>
                    p.Name.Equals(property.Name, StringComparison.OrdinalIgnoreCase) && SymbolEqualityComparer.Default.Equals(p.Type, property.Type));
                members.Add(new(property, parameter));
            }
        }
        return [.. members.OrderBy(m => m.Order)];
    }

    /// <summary>The constructor that System.Text.Json calls.</summary>
    /// <param name="type">The type.</param>
    /// <param name="why">Why there is none.</param>
    public static IMethodSymbol? Constructor(INamedTypeSymbol type, out string? why)
    {
        why = null;
        IMethodSymbol[] all = [.. type.InstanceConstructors.Where(c => c.DeclaredAccessibility == Accessibility.Public)];
        IMethodSymbol? marked = type.InstanceConstructors.FirstOrDefault(c =>
            AttributeReader.Has(c, $"{AttributeReader.Json}JsonConstructorAttribute"));
        IMethodSymbol? chosen = marked ?? all.FirstOrDefault(c => c.Parameters.IsEmpty) ?? (all.Length == 1 ? all[0] : null);
        if (chosen is null)
            why = $"'{type.Name}' has no constructor to use; give it a single public one, or mark one with [JsonConstructor]";
        else if (chosen.Parameters.FirstOrDefault(p => Property(type, p) is null) is { } lone)
            why = $"the constructor's parameter '{lone.Name}' has no property of its name and type; add one, or use a record";
        return why is null ? chosen : null;
    }

    /// <summary>What of the type's members generated code does not know; null when it knows all.</summary>
    public static string? WhyNot(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? t = type; t is { SpecialType: SpecialType.None }; t = t.BaseType)
            foreach (ISymbol member in t.GetMembers().Where(m => m is IPropertySymbol or IFieldSymbol { IsImplicitlyDeclared: false }))
                if (JsonAttributes.UnknownOnMember(member) is { } why) return why;
        return null;
    }

    private static IPropertySymbol? Property(INamedTypeSymbol type, IParameterSymbol parameter)
    {
        for (INamedTypeSymbol? t = type; t is not null; t = t.BaseType)
        {
            foreach (IPropertySymbol property in t.GetMembers().OfType<IPropertySymbol>())
            {
                if (IsPublic(property) && property.Name.Equals(parameter.Name, StringComparison.OrdinalIgnoreCase)
                    && SymbolEqualityComparer.Default.Equals(property.Type, parameter.Type))
                    return property;
            }
        }
        return null;
    }

    private static bool IsPublic(IPropertySymbol property) => property is
    {
        IsStatic: false, IsIndexer: false, DeclaredAccessibility: Accessibility.Public, ExplicitInterfaceImplementations.IsEmpty: true,
    };

    private static bool IsIgnored(IPropertySymbol property) => Ignore(property) == 1;

    /// <summary>The condition of [JsonIgnore], which is Always when it has none; null without the attribute.</summary>
    public static int? Ignore(IPropertySymbol property) =>
        AttributeReader.Find(property, $"{AttributeReader.Json}JsonIgnoreAttribute") is { } ignore
            ? AttributeReader.Named(ignore, "Condition") as int? ?? 1 : null;
}
