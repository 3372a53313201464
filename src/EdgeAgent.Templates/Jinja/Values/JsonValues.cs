using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EdgeAgent.Templates.Jinja.Values;

/// <summary>JSON nodes as values, by the rules of Python's <c>json.loads</c>.</summary>
internal static class JsonValues
{
    // Python refuses to read longer integers too (sys.set_int_max_str_digits): the conversion is quadratic.
    private const int MaxDigits = 4300;

    public static object From(JsonNode? node) => node switch
    {
        null => JinjaNone.Value,
        JsonObject map => new JinjaDict(map),
        JsonArray array => new JinjaList(array),
        _ => FromScalar(node.AsValue()),
    };

    private static object FromScalar(JsonValue value) => value.GetValueKind() switch
    {
        JsonValueKind.String => Text(value),
        JsonValueKind.True => Boxed.True,
        JsonValueKind.False => Boxed.False,
        JsonValueKind.Null => JinjaNone.Value,
        JsonValueKind.Number => Number(value),
        _ => throw new FormatException("A JSON value of the input is neither text, number, boolean nor null."),
    };

    /// <summary>The text of a JSON string, also of one that was made from a char, a date or a GUID.</summary>
    public static string Text(JsonValue value)
        => value.TryGetValue(out string? text) ? text : value.Deserialize(TextContext.Default.String) ?? "";

    private static object Number(JsonValue value)
    {
        if (value.TryGetValue(out int small)) return Boxed.Integer(small);
        if (value.TryGetValue(out long integer) && !IsSpelledAsFloat(value)) return Boxed.Integer(integer);
        if (value.TryGetValue(out JsonElement element)) return Number(element.GetRawText());
        if (value.TryGetValue(out double real)) return real;
        if (value.TryGetValue(out float single)) return (double)single;
        return Number(value.ToJsonString());
    }

    private static bool IsSpelledAsFloat(JsonValue value) => value.TryGetValue(out JsonElement element) && IsFloat(element.GetRawText());

    public static bool IsFloat(string number) => number.AsSpan().IndexOfAny('.', 'e', 'E') >= 0;

    public static object Number(string text)
    {
        if (IsFloat(text)) return double.Parse(text, CultureInfo.InvariantCulture);
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long integer))
            return Boxed.Integer(integer);
        if (text.Length > MaxDigits) throw new FormatException($"An integer of the input has {text.Length} digits; {MaxDigits} are read.");
        return BigInteger.Parse(text, CultureInfo.InvariantCulture);
    }
}
