using System.Text.Json;

namespace SmartHome.Simulation;

/// <summary>The names that people read and the model writes: members of enums in snake_case or with spaces.</summary>
internal static class Names
{
    /// <summary>For a table: <c>living room</c>.</summary>
    public static string Of<T>(T value) where T : struct, Enum => Id(value).Replace('_', ' ');

    /// <summary>As the tools' schemas spell it: <c>living_room</c>.</summary>
    public static string Id<T>(T value) where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
