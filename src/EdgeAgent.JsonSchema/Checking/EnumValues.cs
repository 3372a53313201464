using System.Text.Json;

namespace EdgeAgent.JsonSchema.Checking;

/// <summary>The values of <c>enum</c>: texts in a table, so that thousands of them cost no more than ten; the others one by one.</summary>
internal sealed class EnumValues
{
    private readonly NameTable _texts;
    private readonly JsonElement[] _others;

    public EnumValues(IReadOnlyList<JsonElement> values)
    {
        _texts = new NameTable(values.Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString()!));
        _others = [.. values.Where(v => v.ValueKind != JsonValueKind.String)];
    }

    public bool Contain(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String) return _texts.IndexOfText(value) >= 0;
        foreach (JsonElement other in _others)
            if (JsonElement.DeepEquals(other, value)) return true;
        return false;
    }
}
