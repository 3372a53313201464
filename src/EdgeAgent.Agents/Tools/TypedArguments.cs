using System.ComponentModel;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EdgeAgent.Agents.Generated;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Tools;

/// <summary>Reads each argument as its parameter's type before anyone is asked or any handler runs.</summary>
/// <remarks>What JSON Schema says nothing about shows here: a number too large for an <see cref="int"/>, the 30th of February.</remarks>
internal sealed class TypedArguments : IArgumentBinder
{
    private readonly IReadOnlyList<ToolParameter> _parameters;

    /// <summary>Reads these.</summary>
    /// <param name="parameters">The parameters that the model fills in.</param>
    public TypedArguments(IReadOnlyList<ToolParameter> parameters) => _parameters = parameters;

    /// <summary>Prepares the reading of a method's arguments.</summary>
    /// <param name="parameters">The parameters that the model fills in.</param>
    /// <param name="schema">Their schema: its properties stand in the same order, under the names the model uses.</param>
    /// <param name="json">How they are read.</param>
    public static TypedArguments Of(ParameterInfo[] parameters, JsonElement schema, JsonSerializerOptions json)
    {
        HashSet<string> required = schema.TryGetProperty("required", out JsonElement names)
            ? [.. names.EnumerateArray().Select(n => n.GetString()!)] : [];
        return new([.. parameters.Zip(schema.GetProperty("properties").EnumerateObject(), (parameter, property) =>
            new ToolParameter(property.Name, json.GetTypeInfo(parameter.ParameterType))
            {
                IsNullWhenAbsent = !required.Contains(property.Name) && !HasDefault(parameter),
            })]);
    }

    public AIFunctionArguments Bind(JsonElement arguments, out string? error)
    {
        AIFunctionArguments bound = [];
        error = null;
        foreach (ToolParameter parameter in _parameters)
        {
            if (arguments.TryGetProperty(parameter.Name, out JsonElement value))
            {
                if (TryRead(value, parameter.Type, out object? read)) bound[parameter.Name] = read;
                else error ??= $"/{parameter.Name}: {Shorten(value.GetRawText())} is not a valid {Describe(parameter.Type.Type)}";
            }
            else if (parameter.IsNullWhenAbsent)
            {
                bound[parameter.Name] = null;
            }
        }
        return bound;
    }

    private static bool TryRead(JsonElement value, JsonTypeInfo type, out object? read)
    {
        try
        {
            read = value.Deserialize(type);
            return true;
        }
        catch (Exception e) when (e is JsonException or FormatException or OverflowException or ArgumentException)
        {
            read = null;
            return false;
        }
    }

    private static string Describe(Type type) => (Nullable.GetUnderlyingType(type) ?? type).Name;

    private static string Shorten(string json) => json.Length <= 60 ? json : json[..57] + "...";

    private static bool HasDefault(ParameterInfo parameter) => parameter.HasDefaultValue || parameter.IsDefined(typeof(DefaultValueAttribute));
}
