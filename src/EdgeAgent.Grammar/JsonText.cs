using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar;

/// <summary>Writes JSON the one way that a grammar allows by default: DESIGN's "Text of a tool call".</summary>
internal static class JsonText
{
    /// <summary>A value with <c>", "</c> and <c>": "</c>, numbers plain, members in the order given.</summary>
    public static byte[] Of(JsonElement value)
    {
        StringBuilder text = new();
        Append(text, value);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>The inside of a string with the escapes that RFC 8259 requires and no others.</summary>
    public static byte[] Escaped(string value)
    {
        StringBuilder text = new();
        AppendEscaped(text, value);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Append(StringBuilder text, JsonElement value)
    {
        string separator = "";
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                text.Append('{');
                foreach (JsonProperty p in value.EnumerateObject())
                {
                    text.Append(separator).Append('"');
                    AppendEscaped(text, p.Name);
                    text.Append("\": ");
                    Append(text, p.Value);
                    separator = ", ";
                }
                text.Append('}');
                break;
            case JsonValueKind.Array:
                text.Append('[');
                foreach (JsonElement item in value.EnumerateArray())
                {
                    text.Append(separator);
                    Append(text, item);
                    separator = ", ";
                }
                text.Append(']');
                break;
            case JsonValueKind.String:
                text.Append('"');
                AppendEscaped(text, value.GetString()!);
                text.Append('"');
                break;
            case JsonValueKind.Number: text.Append(JsonNumber.From(value)); break;
            default: text.Append(value.GetRawText()); break;
        }
    }

    /// <summary>A text of which the last character may not be whole: without that one.</summary>
    public static string WholeCharacters(ReadOnlySpan<byte> utf8)
    {
        while (utf8.Length > 0 && !Utf8.IsValid(utf8)) utf8 = utf8[..^1];
        return Encoding.UTF8.GetString(utf8);
    }

    /// <summary>Appends the inside of a string, escaped as <see cref="Escaped"/> has it.</summary>
    public static void AppendEscaped(StringBuilder text, string value)
    {
        foreach (char c in value)
        {
            switch (c)
            {
                case '"': text.Append("\\\""); break;
                case '\\': text.Append("\\\\"); break;
                case '\b': text.Append("\\b"); break;
                case '\f': text.Append("\\f"); break;
                case '\n': text.Append("\\n"); break;
                case '\r': text.Append("\\r"); break;
                case '\t': text.Append("\\t"); break;
                case < ' ': text.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"); break;
                default: text.Append(c); break;
            }
        }
    }
}
