using EdgeAgent.Agents.Generators.Schemas;
using Microsoft.CodeAnalysis;

namespace EdgeAgent.Agents.Generators.Reading;

/// <summary>A JSON property of a class, record or struct.</summary>
/// <param name="Property">The property.</param>
/// <param name="Parameter">The constructor's parameter that fills it; null when a setter does, or nothing.</param>
internal sealed record JsonMember(IPropertySymbol Property, IParameterSymbol? Parameter)
{
    public string Name { get; } = AttributeReader.Text(AttributeReader.Find(Property, $"{AttributeReader.Json}JsonPropertyNameAttribute"))
        ?? JsonNames.CamelCase(Property.Name);

    public bool HasGetter => Property.GetMethod is { DeclaredAccessibility: Accessibility.Public };

    public bool HasSetter => Property.SetMethod is { DeclaredAccessibility: Accessibility.Public };

    /// <summary>Nothing in JSON can give its value.</summary>
    public bool IsReadOnly => Parameter is null && !HasSetter;

    public bool IsRequired => Property.IsRequired || AttributeReader.Has(Property, $"{AttributeReader.Json}JsonRequiredAttribute");

    /// <summary>The property or its parameter is marked with the attribute; the parameter's word comes first, as in
    /// Microsoft.Extensions.AI.</summary>
    public AttributeData? Find(string attribute) => AttributeReader.Find(Parameter, attribute) ?? AttributeReader.Find(Property, attribute);

    /// <summary>Null may be read from it or written to it.</summary>
    public bool MayBeNull => IsNullable(Property.Type) || (!Property.Type.IsValueType
        && (!HasGetter || IsOpen(Property.OriginalDefinition.Type) || MayBeNullReference(Property.Type)
            || (Parameter is null ? !HasSetter : MayBeNullReference(Parameter.Type))));

    public int Order =>
        AttributeReader.Find(Property, $"{AttributeReader.Json}JsonPropertyOrderAttribute")?.ConstructorArguments[0].Value as int? ?? 0;

    public static bool IsNullable(ITypeSymbol type) => type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;

    // A bare T may be null whatever it stands for here.
    private static bool IsOpen(ITypeSymbol type) =>
        type is ITypeParameterSymbol { HasNotNullConstraint: false, HasValueTypeConstraint: false, HasReferenceTypeConstraint: false };

    // Where nullability is not declared (#nullable disable) anything may be null.
    private static bool MayBeNullReference(ITypeSymbol type) => type.NullableAnnotation != NullableAnnotation.NotAnnotated;
}
