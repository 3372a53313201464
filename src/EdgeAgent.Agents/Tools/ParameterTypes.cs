using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace EdgeAgent.Agents.Tools;

/// <summary>Refuses parameters that no JSON a model writes can fill, with the words to mend them.</summary>
internal static class ParameterTypes
{
    private static readonly HashSet<Type> Leaves =
    [
        typeof(string), typeof(bool), typeof(char), typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(int),
        typeof(uint), typeof(long), typeof(ulong), typeof(float), typeof(double), typeof(decimal), typeof(DateTime),
        typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan), typeof(Guid), typeof(Uri), typeof(JsonElement),
        typeof(JsonNode), typeof(JsonObject), typeof(JsonArray),
    ];

    private static readonly Type[] NotData = [typeof(Delegate), typeof(MemberInfo), typeof(nint), typeof(nuint)];

    public static void Check(IEnumerable<ParameterInfo> parameters, JsonSerializerOptions json, string method)
    {
        foreach (ParameterInfo parameter in parameters)
        {
            string where = $"{method}, parameter {parameter.Name}";
            Type type = parameter.ParameterType;
            if (type.IsByRef) throw Unsupported(type, where, "JSON has no references", "pass it by value and return the result");
            Check(type, json, where, []);
        }
    }

    private static void Check(Type type, JsonSerializerOptions json, string where, Stack<Type> above)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsEnum || Leaves.Contains(type)) return;
        if (type == typeof(object))
            throw Unsupported(type, where, "it says nothing about the value", "use a record with the properties you expect, or JsonElement");
        if (typeof(Stream).IsAssignableFrom(type))
            throw Unsupported(type, where, "a model writes no bytes", "take a file name or a URL as string and open it in the method");
        if (NotData.Any(t => t.IsAssignableFrom(type)) || type.IsPointer)
            throw Unsupported(type, where, "JSON has no such value", "use an enum or a string that names what you need");
        if (above.Contains(type))
            throw Unsupported(type, where, "it contains itself, which a small model never ends", "use a flat list with the ids of the parents");

        JsonTypeInfo info = Describe(type, json, where);
        above.Push(type);
        CheckParts(info, json, where, above);
        above.Pop();
    }

    private static void CheckParts(JsonTypeInfo info, JsonSerializerOptions json, string where, Stack<Type> above)
    {
        switch (info.Kind)
        {
            case JsonTypeInfoKind.Enumerable when info.ElementType is { } element && !IsAsync(info.Type):
                Check(element, json, $"{where}[]", above);
                break;
            case JsonTypeInfoKind.Dictionary when info.KeyType != typeof(string):
                throw Unsupported(info.Type, where, "the keys of a JSON object are strings", "use Dictionary<string, T> or a list of records");
            case JsonTypeInfoKind.Dictionary when info.ElementType is { } element:
                Check(element, json, $"{where}{{}}", above);
                break;
            case JsonTypeInfoKind.Object when CanBeMade(info):
                foreach (JsonPropertyInfo property in info.Properties.Where(p => !InnerSchemas.IsReadOnly(p)))
                    Check(property.PropertyType, json, $"{where}.{property.Name}", above);
                break;
            default:
                throw Unsupported(info.Type, where, "System.Text.Json cannot make one from a schema",
                    "use a record, an array, an enum or a plain value, or AgentTool.FromSchema");
        }
    }

    private static bool IsAsync(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>);

    // A record has no parameterless constructor (CreateObject is null) and still can be made; an interface or abstract class cannot.
    private static bool CanBeMade(JsonTypeInfo info) => !info.Type.IsAbstract || info.PolymorphismOptions is not null;

    private static JsonTypeInfo Describe(Type type, JsonSerializerOptions json, string where)
    {
        try
        {
            return json.GetTypeInfo(type);
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException or ArgumentException)
        {
            throw Unsupported(type, where, e.Message,
                "use a type that System.Text.Json can read, and name its JsonSerializerContext in ToolOptions.SerializerOptions", e);
        }
    }

    private static AgentException Unsupported(Type type, string where, string why, string instead, Exception? inner = null) =>
        new("EA6002", $"A model cannot give a value of type {type}: {why}.", where, $"Instead {instead}.", inner);
}
