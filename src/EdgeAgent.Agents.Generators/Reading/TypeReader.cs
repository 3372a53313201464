using EdgeAgent.Agents.Generators.Models;
using EdgeAgent.Agents.Generators.Schemas;
using Microsoft.CodeAnalysis;

namespace EdgeAgent.Agents.Generators.Reading;

/// <summary>Reads the types of a class's tools: the schema of those that a model gives, the contract of all.</summary>
internal sealed class TypeReader
{
    private readonly List<ITypeSymbol> _types = [];
    private readonly HashSet<string> _given = [], _written = [];

    /// <summary>The contracts of all types read so far, in the order they were met.</summary>
    public IEnumerable<ContractModel> Contracts()
    {
        ContractReader reader = new();
        return _types.Select(type => reader.Read(type, _given.Contains(CSharpText.Type(type)), _written.Contains(CSharpText.Type(type))));
    }

    /// <summary>The schema of a type that a model gives a value of, with what attributes say of that value.</summary>
    /// <param name="type">The type.</param>
    /// <param name="place">Where it stands and who is told what is wrong.</param>
    public SchemaObject Argument(ITypeSymbol type, ArgumentPlace place)
    {
        SchemaObject schema = Shape(type, place);
        AttributeData? Find(string name) => place.Find(name) ?? (type is INamedTypeSymbol ? AttributeReader.Find(type, name) : null);
        new SchemaRules(schema, Find, place.BrokenRule).Apply();
        if (AttributeReader.Text(Find(AttributeReader.Description)) is { } description) schema.Add("description", JsonText.String(description));
        return schema;
    }

    /// <summary>Collects the contracts of a type that is only written.</summary>
    /// <param name="type">The type.</param>
    /// <param name="unsupported">Told of a type within it that cannot be written, and why.</param>
    public void Result(ITypeSymbol type, Action<ITypeSymbol, string> unsupported)
    {
        if (_written.Contains(CSharpText.Type(type))) return;
        TypeShape shape = TypeShapes.Of(type);
        if (shape is TypeShape.Unsupported { Why: var why })
        {
            unsupported(type, $"is refused: {why}");
            return;
        }
        Add(type, _written);
        foreach (ITypeSymbol part in Parts(shape)) Result(part, unsupported);
        if (shape is not TypeShape.Object { Type: var @object }) return;
        if (JsonMembers.WhyNot(@object) is { } whyNot) unsupported(type, $"is refused: {whyNot}");
        foreach (JsonMember member in JsonMembers.Of(@object, null)) Result(member.Property.Type, unsupported);
    }

    private SchemaObject Shape(ITypeSymbol type, ArgumentPlace place)
    {
        TypeShape shape = TypeShapes.Of(type);
        switch (shape)
        {
            case TypeShape.Unsupported { Why: var why }:
                return place.Refuse(type, why);
            case TypeShape.Value { Schema: null }:
                return place.Refuse(type, "System.Text.Json cannot make one from a schema; use a record, an array, an enum or a plain value");
            case TypeShape.Object when place.IsInside(type):
                return place.RefuseCycle(type);
        }
        Add(type, _given);
        return shape switch
        {
            TypeShape.Value value => value.Schema!(),
            TypeShape.Enum { Type: var @enum } => EnumNames.Schema(@enum),
            TypeShape.Nullable { Inner: var inner } => Shape(inner, place),
            TypeShape.List { Item: var item } => SchemaObject.Of("array").Add("items", Argument(item, place.Part("[]", type)).ToString()),
            TypeShape.Map { Item: var item } =>
                SchemaObject.Of("object").Add("additionalProperties", Argument(item, place.Part("{}", type)).ToString()),
            _ => ObjectSchema((INamedTypeSymbol)type, place),
        };
    }

    private SchemaObject ObjectSchema(INamedTypeSymbol type, ArgumentPlace place)
    {
        if (JsonMembers.WhyNot(type) is { } whyNot) return place.Refuse(type, whyNot);
        IMethodSymbol? constructor = JsonMembers.Constructor(type, out string? why);
        if ((why ?? ContractReader.WhyNotMade(type, constructor!)) is { } unusable) return place.Refuse(type, unusable);

        List<KeyValuePair<string, string>> properties = [];
        List<string> required = [], marked = [];
        foreach (JsonMember member in JsonMembers.Of(type, constructor).Where(m => !m.IsReadOnly))
        {
            SchemaObject schema = Argument(member.Property.Type, place.Member(member, type));
            properties.Add(new(member.Name, schema.ToString()));
            if (member.MayBeNull && schema.Type is not null) continue;
            if (member.IsRequired || member.Parameter is { HasExplicitDefaultValue: false }) required.Add(member.Name);
            else if (member.Find($"{AttributeReader.Annotations}RequiredAttribute") is not null) marked.Add(member.Name);
        }
        if (properties.Count == 0) return SchemaObject.Of("object");
        return SchemaObject.Object(properties, [.. required, .. marked]);
    }

    private void Add(ITypeSymbol type, HashSet<string> use)
    {
        string key = CSharpText.Type(type);
        if (!_given.Contains(key) && !_written.Contains(key)) _types.Add(type);
        use.Add(key);
    }

    private static IEnumerable<ITypeSymbol> Parts(TypeShape shape) => shape switch
    {
        TypeShape.Nullable { Inner: var inner } => [inner],
        TypeShape.List { Item: var item } => [item],
        TypeShape.Map { Item: var item } => [item],
        _ => [],
    };
}
