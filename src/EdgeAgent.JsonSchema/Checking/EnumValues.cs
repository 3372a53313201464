using System.Text.Json;

namespace EdgeAgent.JsonSchema.Checking;

/// <summary>The values of <c>enum</c>, found by a table however many they are.</summary>
internal sealed class EnumValues
{
    private const int Few = 8;

    private readonly NameTable _texts;
    private readonly JsonElement[] _others;
    private readonly Dictionary<int, JsonElement[]>? _byHash;

    public EnumValues(IReadOnlyList<JsonElement> values)
    {
        _texts = new NameTable(values.Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString()!));
        _others = [.. values.Where(v => v.ValueKind != JsonValueKind.String)];
        _byHash = _others.Length > Few ? _others.GroupBy(ValueHash.Of).ToDictionary(g => g.Key, g => g.ToArray()) : null;
    }

    public bool Contain(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String) return _texts.IndexOfText(value) >= 0;
        if (_byHash is null) return IsAmong(_others, value);
        return _byHash.TryGetValue(ValueHash.Of(value), out JsonElement[]? same) && IsAmong(same, value);
    }

    private static bool IsAmong(JsonElement[] values, JsonElement value)
    {
        foreach (JsonElement other in values)
            if (JsonElement.DeepEquals(other, value)) return true;
        return false;
    }
}
