using System.Text;
using EdgeAgent.Agents.Generators.Models;
using EdgeAgent.Agents.Generators.Writing;
using Microsoft.CodeAnalysis;

namespace EdgeAgent.Agents.Generators.Reading;

/// <summary>Describes how System.Text.Json reads and writes a type, without reflection.</summary>
internal sealed class ContractReader
{
    private const string Metadata = Aliases.Metadata;
    private const string Compiler = "global::System.Runtime.CompilerServices.";
    private const string Contracts = $"{Aliases.Generated}ToolContracts.";

    private readonly HashSet<string> _identifiers = ["Options", .. Reserved];

    /// <summary>Names that a generated method must not have: those of its class and of object.</summary>
    public static readonly string[] Reserved =
        ["AsTools", "Contracts", "GetTypeInfo", "Equals", "Finalize", "GetHashCode", "GetType", "MemberwiseClone", "ReferenceEquals", "ToString"];

    /// <summary>Reads a type that is supported.</summary>
    /// <param name="type">The type.</param>
    /// <param name="isGiven">A model gives values of it: they are made.</param>
    /// <param name="isWritten">Results hold values of it.</param>
    public ContractModel Read(ITypeSymbol type, bool isGiven, bool isWritten)
    {
        string name = CSharpText.Type(type), argument = CSharpText.TypeArgument(type);
        ContractModel Simple(string expression) => new(name, expression, null);
        switch (TypeShapes.Of(type))
        {
            case TypeShape.Value { Converter: var converter }:
                return Simple($"{Metadata}JsonMetadataServices.CreateValueInfo<{name}>(options, {Metadata}JsonMetadataServices.{converter})");
            case TypeShape.Enum:
                return Simple($"{Contracts}Enum<{name}>(options)");
            case TypeShape.Nullable { Inner: var inner }:
                return Simple($"{Contracts}Nullable<{CSharpText.Type(inner)}>(options)");
            case TypeShape.List list when type is IArrayTypeSymbol:
                string item = CSharpText.TypeWithNullability(list.Item);
                return Simple($"{Metadata}JsonMetadataServices.CreateArrayInfo<{item}>(options, {Collection($"{item}[]", null)})");
            case TypeShape.List list:
                return Simple($"{Metadata}JsonMetadataServices.{list.Factory}<{argument}, {CSharpText.TypeWithNullability(list.Item)}>"
                    + $"(options, {Collection(argument, list.Creation)})");
            case TypeShape.Map map:
                return Simple($"{Metadata}JsonMetadataServices.{map.Factory}<{argument}, string, {CSharpText.TypeWithNullability(map.Item)}>"
                    + $"(options, {Collection(argument, map.Creation)})");
            default:
                ObjectModel model = ReadObject((INamedTypeSymbol)type, isGiven, isWritten);
                return new(name, $"{model.Identifier}(options)", model);
        }
    }

    /// <summary>Why generated code cannot make one; null when it can.</summary>
    public static string? WhyNotMade(INamedTypeSymbol type, IMethodSymbol constructor) =>
        type.IsGenericType && (NeedsAccessor(type, constructor) || JsonMembers.Of(type, constructor).Any(m => m.Parameter is null && IsInitOnly(m)))
            ? "generated code cannot set init-only and required properties of a generic type; use constructor parameters or 'set'" : null;

    private static string Collection(string type, string? creation) =>
        $"new {Metadata}JsonCollectionInfoValues<{type}> {{ {(creation is null ? "" : $"ObjectCreator = static () => {creation}")} }}";

    private ObjectModel ReadObject(INamedTypeSymbol type, bool isGiven, bool isWritten)
    {
        string identifier = Identifier(type);
        List<string> accessors = [];
        IMethodSymbol? constructor = isGiven ? JsonMembers.Constructor(type, out _) : null;
        string? creation = constructor is null ? null : Creation(type, constructor, identifier, accessors);
        IEnumerable<PropertyModel> properties = JsonMembers.Of(type, constructor)
            .Where(m => isWritten ? m.HasGetter || m.HasSetter : !m.IsReadOnly)
            .Select(m => ReadProperty(m, isGiven, identifier, accessors));
        ConstructorParameterModel[] parameters = constructor is null ? [] : [.. constructor.Parameters.Select(ReadParameter)];
        return new(CSharpText.Type(type), identifier, creation, new(parameters), new([.. properties]), new(accessors));
    }

    private static ConstructorParameterModel ReadParameter(IParameterSymbol parameter) => new(
        parameter.Name, CSharpText.Type(parameter.Type),
        parameter.HasExplicitDefaultValue ? CSharpText.Constant(parameter.ExplicitDefaultValue, parameter.Type) : null,
        JsonMember.IsNullable(parameter.Type) || (!parameter.Type.IsValueType && parameter.Type.NullableAnnotation != NullableAnnotation.NotAnnotated));

    private static string Creation(INamedTypeSymbol type, IMethodSymbol constructor, string identifier, List<string> accessors)
    {
        IEnumerable<string> values = constructor.Parameters.Select((p, i) => $"({CSharpText.TypeWithNullability(p.Type)})values[{i}]!");
        if (!NeedsAccessor(type, constructor)) return $"new {CSharpText.Type(type)}({string.Join(", ", values)})";
        IEnumerable<string> declared = constructor.Parameters.Select(p =>
            $"{CSharpText.TypeWithNullability(p.Type)} {CSharpText.Identifier(p.Name)}");
        accessors.Add($"""
            [{Compiler}UnsafeAccessor({Compiler}UnsafeAccessorKind.Constructor)]
            private static extern {CSharpText.Type(type)} New_{identifier}({string.Join(", ", declared)});
            """);
        return $"New_{identifier}({string.Join(", ", values)})";
    }

    // 'new' would ask for every required property, and could not leave out those that JSON leaves out.
    private static bool NeedsAccessor(INamedTypeSymbol type, IMethodSymbol constructor) =>
        constructor.DeclaredAccessibility != Accessibility.Public
        || (JsonMembers.Of(type, null).Any(m => m.Property.IsRequired)
            && !AttributeReader.Has(constructor, "System.Diagnostics.CodeAnalysis.SetsRequiredMembersAttribute"));

    private static bool IsInitOnly(JsonMember member) => member.HasSetter && member.Property.SetMethod!.IsInitOnly;

    private static PropertyModel ReadProperty(JsonMember member, bool isGiven, string identifier, List<string> accessors)
    {
        IPropertySymbol property = member.Property;
        string owner = CSharpText.Type(property.ContainingType), name = CSharpText.Identifier(property.Name);
        return new(property.Name, member.Name, owner, CSharpText.TypeArgument(property.Type),
            member.HasGetter ? $"static value => (({owner})value).{name}" : null,
            isGiven && member.Parameter is null && member.HasSetter ? Setter(member, owner, name, identifier, accessors) : null,
            JsonMembers.Ignore(property) is { } condition ? $"(global::System.Text.Json.Serialization.JsonIgnoreCondition){condition}" : null,
            isGiven && member.IsRequired, member.Order);
    }

    private static string Setter(JsonMember member, string owner, string name, string identifier, List<string> accessors)
    {
        string type = CSharpText.TypeWithNullability(member.Property.Type);
        bool isStruct = member.Property.ContainingType.IsValueType;
        string target = isStruct ? $"{Compiler}Unsafe.Unbox<{owner}>(target)" : $"(({owner})target)";
        if (!IsInitOnly(member)) return $"static (target, value) => {target}.{name} = value!";
        accessors.Add($"""
            [{Compiler}UnsafeAccessor({Compiler}UnsafeAccessorKind.Method, Name = "set_{member.Property.Name}")]
            private static extern void Set_{identifier}_{member.Property.Name}({(isStruct ? "ref " : "")}{owner} target, {type} value);
            """);
        return $"static (target, value) => Set_{identifier}_{member.Property.Name}({(isStruct ? "ref " : "")}{target}, value!)";
    }

    /// <summary>A type's name as an identifier, each type its own.</summary>
    private string Identifier(ITypeSymbol type)
    {
        StringBuilder text = new();
        foreach (char c in type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)) _ = char.IsLetterOrDigit(c) ? text.Append(c) : text;
        string name = text.ToString(), unique = name;
        for (int i = 2; !_identifiers.Add(unique); i++) unique = $"{name}{i}";
        return unique;
    }
}
