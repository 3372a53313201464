using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Generated;

/// <summary>How generated tools read and write JSON: as tools made by reflection do, without reflection; for generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ToolContracts
{
    /// <summary>The options of a class's tools.</summary>
    /// <param name="contracts">The contracts of the types among their parameters and results.</param>
    public static JsonSerializerOptions Options(IJsonTypeInfoResolver contracts)
    {
        JsonSerializerOptions options = new(AIJsonUtilities.DefaultOptions) { WriteIndented = false, TypeInfoResolver = contracts };
        options.Converters.Clear(); // the contracts name every converter
        options.MakeReadOnly();
        return options;
    }

    /// <summary>The contract of an enum: members in snake_case, no numbers.</summary>
    /// <typeparam name="T">The enum.</typeparam>
    /// <param name="options">The options it is for.</param>
    public static JsonTypeInfo<T> Enum<T>(JsonSerializerOptions options)
        where T : struct, Enum =>
        JsonMetadataServices.CreateValueInfo<T>(options,
            new JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false).CreateConverter(typeof(T), options)!);

    /// <summary>The contract of a value that may be null.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="options">The options it is for.</param>
    public static JsonTypeInfo<T?> Nullable<T>(JsonSerializerOptions options)
        where T : struct => JsonMetadataServices.CreateValueInfo<T?>(options, JsonMetadataServices.GetNullableConverter<T>(options));

    /// <summary>A property with what JsonPropertyInfoValues cannot say.</summary>
    /// <param name="property">The property.</param>
    /// <param name="isRequired">JSON must have it.</param>
    /// <param name="order">Its place among the others.</param>
    public static JsonPropertyInfo With(JsonPropertyInfo property, bool isRequired, int order)
    {
        ArgumentNullException.ThrowIfNull(property);
        (property.IsRequired, property.Order) = (isRequired, order);
        return property;
    }
}
