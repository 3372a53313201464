using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace EdgeAgent.JsonSchema.Tests.Plain;

/// <summary>The keywords of the validation vocabulary, each in a line; numbers are fractions of big integers.</summary>
internal static class PlainAssertions
{
    public static bool Hold(PlainSchema schema, JsonElement value)
    {
        JsonElement json = schema.Json;
        JsonElement[] types = !json.TryGetProperty("type", out JsonElement type) ? [] : type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray()] : [type];
        bool holds = (types.Length == 0 || types.Any(t => IsOf(t.GetString()!, value, schema.Draft)))
            && (!json.TryGetProperty("enum", out JsonElement all) || all.EnumerateArray().Any(v => Same(v, value)))
            && (schema.Draft < SchemaDraft.Draft6 || !json.TryGetProperty("const", out JsonElement constant) || Same(constant, value));
        return holds && value.ValueKind switch
        {
            JsonValueKind.Number => OfNumber(schema, Fraction(value)),
            JsonValueKind.String => OfText(schema, value.GetString()!),
            JsonValueKind.Array => OfArray(schema, value),
            JsonValueKind.Object => OfObject(schema, value),
            _ => true,
        };
    }

    /// <summary>Where the text has nothing but ASCII and no line ends, .NET's expressions are ECMA-262's, but for the names of categories.</summary>
    public static bool Matches(string text, string pattern) =>
        Regex.IsMatch(text, pattern.Replace("{Letter}", "{L}", StringComparison.Ordinal).Replace("{digit}", "{Nd}", StringComparison.Ordinal));

    private static bool OfNumber(PlainSchema schema, (BigInteger Top, BigInteger Bottom) x)
    {
        JsonElement json = schema.Json;
        if (json.TryGetProperty("multipleOf", out JsonElement divisor) && x.Top * Fraction(divisor).Bottom % (x.Bottom * Fraction(divisor).Top) != 0) return false;
        bool low = schema.Flag("exclusiveMinimum"), high = schema.Flag("exclusiveMaximum");
        return (!json.TryGetProperty("minimum", out JsonElement min) || Compare(x, min) > (low ? 0 : -1))
            && (!json.TryGetProperty("maximum", out JsonElement max) || Compare(x, max) < (high ? 0 : 1))
            && (low || !json.TryGetProperty("exclusiveMinimum", out JsonElement above) || above.ValueKind != JsonValueKind.Number || Compare(x, above) > 0)
            && (high || !json.TryGetProperty("exclusiveMaximum", out JsonElement below) || below.ValueKind != JsonValueKind.Number || Compare(x, below) < 0);
    }

    private static bool OfText(PlainSchema schema, string text)
    {
        int length = text.EnumerateRunes().Count();
        return !(length < schema.Number("minLength")) && !(length > schema.Number("maxLength")) && (schema.Text("pattern") is not string pattern || Matches(text, pattern));
    }

    private static bool OfArray(PlainSchema schema, JsonElement value)
    {
        JsonElement[] items = [.. value.EnumerateArray()];
        return !(items.Length < schema.Number("minItems")) && !(items.Length > schema.Number("maxItems"))
            && !(schema.Flag("uniqueItems") && items.Where((item, i) => items.Take(i).Any(other => Same(item, other))).Any());
    }

    private static bool OfObject(PlainSchema schema, JsonElement value)
    {
        int count = value.EnumerateObject().Count();
        if (count < schema.Number("minProperties") || count > schema.Number("maxProperties")) return false;
        if (schema.Json.TryGetProperty("required", out JsonElement required) && !HasAll(value, required)) return false;
        foreach ((string name, PlainSchema needed) in (schema.IsOld ? [] : schema.Map("dependentRequired")).Concat(schema.Map("dependencies")))
            if (needed.Json.ValueKind == JsonValueKind.Array && value.TryGetProperty(name, out _) && !HasAll(value, needed.Json)) return false;
        return true;
    }

    private static bool HasAll(JsonElement value, JsonElement names) => names.EnumerateArray().All(name => value.TryGetProperty(name.GetString()!, out _));

    private static bool IsOf(string type, JsonElement value, SchemaDraft draft) => type switch
    {
        "null" => value.ValueKind == JsonValueKind.Null,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number
            && (draft == SchemaDraft.Draft4 ? value.GetRawText().All(c => c is '-' || char.IsAsciiDigit(c)) : Fraction(value).Top % Fraction(value).Bottom == 0),
        "string" => value.ValueKind == JsonValueKind.String,
        "array" => value.ValueKind == JsonValueKind.Array,
        _ => value.ValueKind == JsonValueKind.Object,
    };

    private static bool Same(JsonElement a, JsonElement b)
    {
        if (a.ValueKind != b.ValueKind) return false;
        return a.ValueKind switch
        {
            JsonValueKind.Number => Compare(Fraction(a), b) == 0,
            JsonValueKind.String => a.GetString() == b.GetString(),
            JsonValueKind.Array => a.GetArrayLength() == b.GetArrayLength() && a.EnumerateArray().Zip(b.EnumerateArray()).All(p => Same(p.First, p.Second)),
            JsonValueKind.Object => a.EnumerateObject().Count() == b.EnumerateObject().Count()
                && a.EnumerateObject().All(p => b.TryGetProperty(p.Name, out JsonElement other) && Same(p.Value, other)),
            _ => true,
        };
    }

    private static int Compare((BigInteger Top, BigInteger Bottom) x, JsonElement other)
    {
        (BigInteger top, BigInteger bottom) = Fraction(other);
        return Math.Sign((x.Top * bottom).CompareTo(top * x.Bottom));
    }

    private static (BigInteger Top, BigInteger Bottom) Fraction(JsonElement number)
    {
        string[] parts = number.GetRawText().Split('e', 'E');
        string[] digits = parts[0].Split('.');
        int exponent = (parts.Length > 1 ? int.Parse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : 0) - (digits.Length > 1 ? digits[1].Length : 0);
        BigInteger top = BigInteger.Parse(string.Concat(digits), CultureInfo.InvariantCulture);
        return exponent < 0 ? (top, BigInteger.Pow(10, -exponent)) : (top * BigInteger.Pow(10, exponent), 1);
    }
}
