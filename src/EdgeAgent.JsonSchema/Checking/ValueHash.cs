using System.Runtime.CompilerServices;
using System.Text.Json;

namespace EdgeAgent.JsonSchema.Checking;

/// <summary>A hash that is equal for JSON values that are equal: <c>1</c> and <c>1.0</c>, members in any order.</summary>
internal static class ValueHash
{
    public static int Of(JsonElement value)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) return 0; // equal for all values that nest that deeply: slow, not wrong
        switch (value.ValueKind)
        {
            case JsonValueKind.Number: return JsonNumber.From(value).GetHashCode();
            case JsonValueKind.String: return value.GetString()!.GetHashCode(StringComparison.Ordinal);
            case JsonValueKind.Array:
                HashCode items = new();
                foreach (JsonElement item in value.EnumerateArray()) items.Add(Of(item));
                return items.ToHashCode();
            case JsonValueKind.Object:
                int members = 0;
                foreach (JsonProperty p in value.EnumerateObject()) members += HashCode.Combine(p.Name, Of(p.Value));
                return members;
            default: return (int)value.ValueKind;
        }
    }
}
