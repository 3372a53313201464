using EdgeAgent.Agents.Generators.Reading;
using Microsoft.CodeAnalysis;

namespace EdgeAgent.Agents.Generators.Schemas;

/// <summary>An enum's members as the model writes them.</summary>
internal static class EnumNames
{
    /// <summary>The schema: the names, in the order of their values; just a string where several may be combined.</summary>
    public static SchemaObject Schema(INamedTypeSymbol type) =>
        AttributeReader.Has(type, "System.FlagsAttribute")
            ? SchemaObject.Of("string")
            : SchemaObject.Of("string").Add("enum", JsonText.Array(Members(type).OrderBy(Unsigned).Select(f => JsonText.String(Name(f)))));

    /// <summary>The JSON of a constant; null when no member has its value.</summary>
    public static string? Value(INamedTypeSymbol type, object? value) =>
        Members(type).FirstOrDefault(f => Equals(f.ConstantValue, value)) is { } member ? JsonText.String(Name(member)) : null;

    private static string Name(IFieldSymbol member) =>
        AttributeReader.Text(AttributeReader.Find(member, $"{AttributeReader.Json}JsonStringEnumMemberNameAttribute"))
        ?? JsonNames.SnakeCase(member.Name);

    private static IEnumerable<IFieldSymbol> Members(INamedTypeSymbol type) =>
        type.GetMembers().OfType<IFieldSymbol>().Where(f => f.HasConstantValue);

    // Enum.GetNames sorts by the unsigned value: negative ones come last.
    private static ulong Unsigned(IFieldSymbol member) => member.ConstantValue switch
    {
        ulong value => value,
        byte or ushort or uint => Convert.ToUInt64(member.ConstantValue, null),
        _ => unchecked((ulong)Convert.ToInt64(member.ConstantValue, null)),
    };
}
