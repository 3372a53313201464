using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace EdgeAgent.JsonSchema.Checking;

/// <summary>Finds what JSON's grammar lets pass but no two readers agree on: a name that is there twice, an escape that is half a character.</summary>
internal static class TextSoundness
{
    private const int Few = 12;

    /// <summary>Whether there is no fault: the quick question, which allocates only for large objects.</summary>
    public static bool IsSound(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Undefined: return false;
            case JsonValueKind.String: return IsSoundText(JsonMarshal.GetRawUtf8Value(value)) || IsText(value);
            case JsonValueKind.Object: return RuntimeHelpers.TryEnsureSufficientExecutionStack() && AreMembersSound(value);
            case JsonValueKind.Array:
                if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) return false;
                foreach (JsonElement item in value.EnumerateArray())
                    if (!IsSound(item)) return false;
                return true;
            default: return true;
        }
    }

    /// <summary>The first fault's place and description, or null.</summary>
    public static (string Pointer, string Fault)? FindFault(JsonElement value) => Find(value, null);

    /// <summary>UTF-8 without escapes has whole characters only.</summary>
    private static bool IsSoundText(ReadOnlySpan<byte> raw) => !raw.Contains((byte)'\\') && Utf8.IsValid(raw);

    private static bool AreMembersSound(JsonElement value)
    {
        int count = value.GetPropertyCount();
        if (count > Few && FindInNames(value) is not null) return false;
        int index = 0;
        foreach (JsonProperty member in value.EnumerateObject())
        {
            if (count <= Few && !IsNewName(value, member, index++)) return false;
            if (!IsSound(member.Value)) return false;
        }
        return true;
    }

    /// <summary>Whether a name is plain text and none of those before it; false also where only the slow way can tell.</summary>
    private static bool IsNewName(JsonElement value, JsonProperty member, int index)
    {
        ReadOnlySpan<byte> name = JsonMarshal.GetRawUtf8PropertyName(member);
        if (!IsSoundText(name)) return FindInNames(value) is null;
        foreach (JsonProperty before in value.EnumerateObject())
        {
            if (index-- == 0) break;
            ReadOnlySpan<byte> other = JsonMarshal.GetRawUtf8PropertyName(before);
            if (other.SequenceEqual(name) || (other.Contains((byte)'\\') && FindInNames(value) is not null)) return false;
        }
        return true;
    }

    private static (string, string)? Find(JsonElement value, Place? place)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) return Fault(place, "The value nests too deeply to be checked.");
        switch (value.ValueKind)
        {
            case JsonValueKind.Undefined: return Fault(place, "There is no value.");
            case JsonValueKind.String: return IsText(value) ? null : Fault(place, "A string has an escape that is half a character.");
            case JsonValueKind.Object: return FindInNames(value) is string fault ? Fault(place, fault) : FindInMembers(value, place);
            case JsonValueKind.Array:
                int i = 0;
                foreach (JsonElement item in value.EnumerateArray())
                    if (Find(item, new Place(place, i++.ToString(CultureInfo.InvariantCulture))) is (string, string) found) return found;
                return null;
            default: return null;
        }
    }

    private static string? FindInNames(JsonElement value)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (JsonProperty member in value.EnumerateObject())
        {
            if (NameOf(member) is not string name) return "A name has an escape that is half a character.";
            if (!names.Add(name)) return $"The name '{name}' is there twice.";
        }
        return null;
    }

    private static (string, string)? FindInMembers(JsonElement value, Place? place)
    {
        foreach (JsonProperty member in value.EnumerateObject())
            if (Find(member.Value, new Place(place, member.Name)) is (string, string) fault) return fault;
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
