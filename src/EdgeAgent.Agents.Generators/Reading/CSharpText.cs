using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace EdgeAgent.Agents.Generators.Reading;

/// <summary>Types, constants and attributes as C# that means the same in any file.</summary>
internal static class CSharpText
{
    private static readonly SymbolDisplayFormat WithNullability = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>A type without nullability, for typeof and as a key.</summary>
    public static string Type(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    /// <summary>A type with its question marks.</summary>
    public static string TypeWithNullability(ITypeSymbol type) => type.ToDisplayString(WithNullability);

    /// <summary>A type with the question marks inside it, for a type argument that is not null itself.</summary>
    public static string TypeArgument(ITypeSymbol type) =>
        TypeWithNullability(type.IsReferenceType ? type.WithNullableAnnotation(NullableAnnotation.NotAnnotated) : type);

    public static string Identifier(string name) =>
        SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None && SyntaxFacts.GetContextualKeywordKind(name) == SyntaxKind.None ? name : $"@{name}";

    public static string String(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    /// <summary>A constant of a type, as a default value has it.</summary>
    public static string Constant(object? value, ITypeSymbol type)
    {
        ITypeSymbol inner = type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable
            ? nullable.TypeArguments[0] : type;
        if (value is null && type.IsValueType) return SymbolEqualityComparer.Default.Equals(inner, type) ? $"default({Type(type)})" : "null";
        if (value is null) return type.NullableAnnotation == NullableAnnotation.Annotated ? "null" : "null!";
        if (inner.TypeKind == TypeKind.Enum) return Enum(value, (INamedTypeSymbol)inner);
        return inner.SpecialType switch
        {
            SpecialType.System_String or SpecialType.System_Char or SpecialType.System_Boolean => Primitive(value),
            SpecialType.System_Int32 when value is int => Primitive(value),
            SpecialType.System_Double when value is double => Primitive(value),
            SpecialType.System_Single when value is float => Primitive(value),
            SpecialType.System_Decimal when value is decimal => Primitive(value),
            _ => $"({Type(inner)})({Primitive(value)})",
        };
    }

    /// <summary>The attribute as it was written: <c>new ToolAttribute("x") { Idempotent = true }</c>.</summary>
    public static string Attribute(AttributeData attribute)
    {
        string arguments = string.Join(", ", attribute.ConstructorArguments.Select(Typed));
        string created = $"new {Type(attribute.AttributeClass!)}({arguments})";
        return attribute.NamedArguments.IsEmpty
            ? created : $"{created} {{ {string.Join(", ", attribute.NamedArguments.Select(n => $"{n.Key} = {Typed(n.Value)}"))} }}";
    }

    private static string Typed(TypedConstant constant) => constant.Kind switch
    {
        TypedConstantKind.Type => $"typeof({Type((ITypeSymbol)constant.Value!)})",
        TypedConstantKind.Array when constant.IsNull => "null",
        TypedConstantKind.Array => $"new {Type(constant.Type!)} {{ {string.Join(", ", constant.Values.Select(Typed))} }}",
        _ => Constant(constant.Value, constant.Type!),
    };

    private static string Enum(object value, INamedTypeSymbol type)
    {
        IFieldSymbol? member = type.GetMembers().OfType<IFieldSymbol>()
            .FirstOrDefault(f => f.HasConstantValue && Equals(f.ConstantValue, value));
        return member is null ? $"({Type(type)})({Primitive(value)})" : $"{Type(type)}.{Identifier(member.Name)}";
    }

    private static string Primitive(object value) => value switch
    {
        double.NaN => "double.NaN",
        double.PositiveInfinity => "double.PositiveInfinity",
        double.NegativeInfinity => "double.NegativeInfinity",
        float.NaN => "float.NaN",
        float.PositiveInfinity => "float.PositiveInfinity",
        float.NegativeInfinity => "float.NegativeInfinity",
        double number => $"{number.ToString("R", CultureInfo.InvariantCulture)}d",
        float number => $"{number.ToString("R", CultureInfo.InvariantCulture)}f",
        decimal number => $"{number.ToString(CultureInfo.InvariantCulture)}m",
        string text => String(text),
        char c => SymbolDisplay.FormatLiteral(c, quote: true),
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => "default",
    };
}
