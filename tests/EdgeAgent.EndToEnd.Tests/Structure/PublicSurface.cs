using System.Reflection;
using System.Runtime.CompilerServices;

namespace EdgeAgent.EndToEnd.Tests.Structure;

/// <summary>An assembly's public types and members, one a line, in a stable order: what a user's code can lean on.</summary>
internal static class PublicSurface
{
    public static string Of(Assembly assembly) => string.Join('\n', assembly.GetExportedTypes().OrderBy(Name, StringComparer.Ordinal).SelectMany(Lines)) + "\n";

    private static IEnumerable<string> Lines(Type type)
    {
        yield return $"{Kind(type)} {Name(type)}{Bases(type)}";
        if (typeof(Delegate).IsAssignableFrom(type))
        {
            yield return $"    {Signature(type.GetMethod("Invoke")!)}";
            yield break;
        }
        const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        foreach (string line in type.GetMembers(Declared).Select(Line).OfType<string>().Order(StringComparer.Ordinal)) yield return $"    {line}";
    }

    private static string? Line(MemberInfo member) => member switch
    {
        MethodInfo when member.IsDefined(typeof(CompilerGeneratedAttribute)) => null, // what a record brings
        FieldInfo { IsPublic: true } field when field.Name != "value__" => $"{(field.IsLiteral ? "const " : "")}{Name(field.FieldType)} {field.Name}",
        ConstructorInfo constructor when IsVisible(constructor) => $"new({Parameters(constructor)})",
        PropertyInfo property when property.GetAccessors(true).Any(IsVisible) => $"{Name(property.PropertyType)} {property.Name} {Accessors(property)}",
        MethodInfo { IsSpecialName: false } method when IsVisible(method) => Signature(method),
        _ => null,
    };

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Signature(MethodInfo method) => $"{(method.IsStatic ? "static " : "")}{Name(method.ReturnType)} {method.Name}({Parameters(method)})";

    private static string Accessors(PropertyInfo property) =>
        $"{{ {string.Join(' ', new[] { property.GetMethod, property.SetMethod }.Where(a => a is not null && IsVisible(a)).Select(a => a!.Name.StartsWith("get", StringComparison.Ordinal) ? "get;" : "set;"))} }}";

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(p => $"{Name(p.ParameterType)} {p.Name}{(p.HasDefaultValue ? " = …" : "")}"));

    private static string Kind(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        { IsInterface: true } => "interface",
        { IsValueType: true } => "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private static string Bases(Type type) => type.IsEnum || type.IsValueType || type.BaseType == typeof(object) || type.BaseType is null ? "" : $" : {Name(type.BaseType)}";

    private static string Name(Type type) => type switch
    {
        { IsByRef: true } => $"ref {Name(type.GetElementType()!)}",
        { IsArray: true } => $"{Name(type.GetElementType()!)}[]",
        { IsGenericParameter: true } => type.Name,
        { IsGenericType: true } => $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>",
        _ => type.Name,
    };
}
