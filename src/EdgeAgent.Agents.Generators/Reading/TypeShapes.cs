using EdgeAgent.Agents.Generators.Schemas;
using Microsoft.CodeAnalysis;

namespace EdgeAgent.Agents.Generators.Reading;

/// <summary>Tells what a type is to JSON.</summary>
internal static class TypeShapes
{
    private const string Generic = "global::System.Collections.Generic.";

    // The pattern that System.Text.Json writes for a TimeSpan.
    private const string TimeSpanPattern = @"^-?(\d+\.)?\d{2}:\d{2}:\d{2}(\.\d{1,7})?$";

    // Not the format "time", which wants an offset that no TimeOnly can be read from.
    private const string TimeOnlyPattern = "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$";

    private static readonly Dictionary<string, TypeShape.Value> Values = new()
    {
        ["string"] = new("StringConverter", () => SchemaObject.Of("string")),
        ["bool"] = new("BooleanConverter", () => SchemaObject.Of("boolean")),
        ["char"] = new("CharConverter", () => SchemaObject.Of("string").Add("minLength", "1").Add("maxLength", "1")),
        ["byte"] = Integer("Byte"),
        ["sbyte"] = Integer("SByte"),
        ["short"] = Integer("Int16"),
        ["ushort"] = Integer("UInt16"),
        ["int"] = Integer("Int32"),
        ["uint"] = Integer("UInt32"),
        ["long"] = Integer("Int64"),
        ["ulong"] = Integer("UInt64"),
        ["float"] = new("SingleConverter", () => SchemaObject.Of("number")),
        ["double"] = new("DoubleConverter", () => SchemaObject.Of("number")),
        ["decimal"] = new("DecimalConverter", () => SchemaObject.Of("number")),
        ["global::System.DateTime"] = Formatted("DateTime", "date-time"),
        ["global::System.DateTimeOffset"] = Formatted("DateTimeOffset", "date-time"),
        ["global::System.DateOnly"] = Formatted("DateOnly", "date"),
        ["global::System.TimeOnly"] = new("TimeOnlyConverter", () => SchemaObject.Of("string").Add("pattern", JsonText.String(TimeOnlyPattern))),
        ["global::System.TimeSpan"] = new("TimeSpanConverter", () => SchemaObject.Of("string").Add("pattern", JsonText.String(TimeSpanPattern))),
        ["global::System.Guid"] = Formatted("Guid", "uuid"),
        ["global::System.Uri"] = Formatted("Uri", "uri"),
        ["global::System.Text.Json.JsonElement"] = new("JsonElementConverter", () => new SchemaObject()),
        ["global::System.Text.Json.Nodes.JsonNode"] = new("JsonNodeConverter", () => new SchemaObject()),
        ["global::System.Text.Json.Nodes.JsonObject"] = new("JsonObjectConverter", () => SchemaObject.Of("object")),
        ["global::System.Text.Json.Nodes.JsonArray"] = new("JsonArrayConverter", () => SchemaObject.Of("array")),
        ["global::System.Text.Json.Nodes.JsonValue"] = new("JsonValueConverter", null),
        ["byte[]"] = new("ByteArrayConverter", null),
        ["global::System.Half"] = new("HalfConverter", null),
        ["global::System.Int128"] = new("Int128Converter", null),
        ["global::System.UInt128"] = new("UInt128Converter", null),
        ["global::System.Version"] = new("VersionConverter", null),
    };

    private static readonly Dictionary<string, (string Factory, string? Creation)> Lists = new()
    {
        [Generic + "List<T>"] = ("CreateListInfo", "[]"),
        [Generic + "IEnumerable<T>"] = ("CreateIEnumerableInfo", null),
        [Generic + "ICollection<T>"] = ("CreateICollectionInfo", null),
        [Generic + "IReadOnlyCollection<T>"] = ("CreateIEnumerableInfo", null),
        [Generic + "IList<T>"] = ("CreateIListInfo", null),
        [Generic + "IReadOnlyList<T>"] = ("CreateIEnumerableInfo", null),
        [Generic + "HashSet<T>"] = ("CreateISetInfo", "[]"),
        [Generic + "ISet<T>"] = ("CreateISetInfo", null),
    };

    private static readonly Dictionary<string, (string Factory, string? Creation)> Maps = new()
    {
        [Generic + "Dictionary<TKey, TValue>"] = ("CreateDictionaryInfo", "[]"),
        [Generic + "IDictionary<TKey, TValue>"] = ("CreateIDictionaryInfo", null),
        [Generic + "IReadOnlyDictionary<TKey, TValue>"] = ("CreateIReadOnlyDictionaryInfo", null),
    };

    public static TypeShape Of(ITypeSymbol type)
    {
        if (Values.TryGetValue(CSharpText.Type(type), out TypeShape.Value? value)) return value;
        return type switch
        {
            IArrayTypeSymbol { Rank: 1 } array => new TypeShape.List(array.ElementType, "CreateArrayInfo", null),
            IArrayTypeSymbol => new TypeShape.Unsupported("JSON has no arrays of more than one dimension; use an array of arrays"),
            INamedTypeSymbol named => OfNamed(named),
            ITypeParameterSymbol => new TypeShape.Unsupported("it is not known at compile time"),
            _ => new TypeShape.Unsupported("JSON has no such value; use an enum or a string that names what you need"),
        };
    }

    private static TypeShape OfNamed(INamedTypeSymbol type)
    {
        if (type.TypeKind == TypeKind.Enum) return new TypeShape.Enum(type);
        if (type.IsGenericType)
        {
            string definition = CSharpText.Type(type.OriginalDefinition);
            if (type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T) return new TypeShape.Nullable(type.TypeArguments[0]);
            if (Lists.TryGetValue(definition, out var list)) return new TypeShape.List(type.TypeArguments[0], list.Factory, list.Creation);
            if (Maps.TryGetValue(definition, out var map))
            {
                return type.TypeArguments[0].SpecialType == SpecialType.System_String
                    ? new TypeShape.Map(type.TypeArguments[1], map.Factory, map.Creation)
                    : new TypeShape.Unsupported("the keys of a JSON object are strings; use Dictionary<string, T> or a list of records");
            }
        }
        return WhyNotObject(type) is { } why ? new TypeShape.Unsupported(why) : new TypeShape.Object(type);
    }

    private static string? WhyNotObject(INamedTypeSymbol type) => type switch
    {
        { SpecialType: SpecialType.System_Object } or { TypeKind: TypeKind.Dynamic } =>
            "it says nothing about the value; use a record with the properties you expect, or JsonElement",
        { TypeKind: TypeKind.Delegate or TypeKind.Pointer } or { SpecialType: SpecialType.System_IntPtr or SpecialType.System_UIntPtr } =>
            "JSON has no such value; use an enum or a string that names what you need",
        { IsRefLikeType: true } or { TypeKind: TypeKind.Error } =>
            "System.Text.Json cannot read it; use a record, an array, an enum or a plain value",
        _ when Is(type, "System.IO.Stream") => "a model writes no bytes; take a file name or a URL as string and open it in the method",
        _ when Is(type, "System.Reflection.MemberInfo") => "JSON has no such value; use an enum or a string that names what you need",
        { TypeKind: TypeKind.Interface } or { IsAbstract: true } =>
            "an interface or abstract class says not which class to make; use a record, or AgentTool.FromObject with derived types",
        _ when type.AllInterfaces.Any(i => CSharpText.Type(i.OriginalDefinition) is Generic + "IEnumerable<T>" or Generic + "IAsyncEnumerable<T>") =>
            "generated code knows arrays, List<T>, HashSet<T>, Dictionary<string, T> and their interfaces; use one of those",
        { SpecialType: not SpecialType.None } => "JSON has no such value; use a record, an array, an enum or a plain value",
        { IsTupleType: true } => "JSON has no names for the parts of a tuple; use a record",
        _ when IsOfSystem(type) => "generated code has no contract for it; use a record, an array, an enum or a plain value",
        _ => JsonAttributes.Unknown(type),
    };

    // A class of the runtime is made for other things than JSON; the few that are data stand in Values.
    private static bool IsOfSystem(INamedTypeSymbol type) =>
        type.ContainingNamespace.ToDisplayString() is { } space && (space == "System" || space.StartsWith("System.", StringComparison.Ordinal))
        && type.ContainingAssembly.Name.StartsWith("System.", StringComparison.Ordinal);

    private static bool Is(INamedTypeSymbol type, string name)
    {
        for (INamedTypeSymbol? t = type; t is not null; t = t.BaseType)
            if (t.ToDisplayString() == name) return true;
        return false;
    }

    private static TypeShape.Value Integer(string name) => new($"{name}Converter", () => SchemaObject.Of("integer"));

    private static TypeShape.Value Formatted(string name, string format) =>
        new($"{name}Converter", () => SchemaObject.Of("string").Add("format", JsonText.String(format)));
}
