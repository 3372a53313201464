using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace EdgeAgent.JsonSchema;

/// <summary>Finds what JSON's grammar lets pass but no two readers agree on: a name that is there twice, an escape that is half a character.</summary>
internal static class TextSoundness
{
    /// <summary>The first fault's place and description, or null.</summary>
    public static (string Pointer, string Fault)? FindFault(JsonElement value) => Find(value, null);

    private static (string, string)? Find(JsonElement value, Place? place)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) return Fault(place, "The value nests too deeply to be checked.");
        switch (value.ValueKind)
        {
            case JsonValueKind.Undefined: return Fault(place, "There is no value.");
            case JsonValueKind.String: return IsText(value) ? null : Fault(place, "A string has an escape that is half a character.");
            case JsonValueKind.Object: return FindInMembers(value, place);
            case JsonValueKind.Array:
                int i = 0;
                foreach (JsonElement item in value.EnumerateArray())
                    if (Find(item, new Place(place, i++.ToString(CultureInfo.InvariantCulture))) is (string, string) fault) return fault;
                return null;
            default: return null;
        }
    }

    private static (string, string)? FindInMembers(JsonElement value, Place? place)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (JsonProperty p in value.EnumerateObject())
        {
            if (NameOf(p) is not string name) return Fault(place, "A name has an escape that is half a character.");
            if (!names.Add(name)) return Fault(place, $"The name '{name}' is there twice.");
            if (Find(p.Value, new Place(place, name)) is (string, string) fault) return fault;
        }
        return null;
    }

    private static (string, string)? Fault(Place? place, string what) => (Place.PointerOf(place), what);

    private static bool IsText(JsonElement text)
    {
        try
        {
            return text.GetString() is not null;
        }
        catch (InvalidOperationException) // how the reader says that an escape is half a surrogate pair
        {
            return false;
        }
    }

    private static string? NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
