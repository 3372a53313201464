using System.Globalization;
using System.Text;

namespace EdgeAgent.Agents.Generators.Schemas;

/// <summary>JSON text, written as the library writes it: non-ASCII letters as themselves.</summary>
internal static class JsonText
{
    /// <summary>A JSON string.</summary>
    public static string String(string value)
    {
        StringBuilder text = new("\"");
        foreach (char c in value)
        {
            switch (c)
            {
                case '"': text.Append("\\\""); break;
                case '\\': text.Append(@"\\"); break;
                case '\b': text.Append(@"\b"); break;
                case '\f': text.Append(@"\f"); break;
                case '\n': text.Append(@"\n"); break;
                case '\r': text.Append(@"\r"); break;
                case '\t': text.Append(@"\t"); break;
                default: _ = IsPlain(c) ? text.Append(c) : text.Append($"\\u{(int)c:X4}"); break;
            }
        }
        return text.Append('"').ToString();
    }

    /// <summary>A JSON array.</summary>
    public static string Array(IEnumerable<string> items) => $"[{string.Join(",", items)}]";

    /// <summary>A number, string or boolean of C# as JSON; null for anything else.</summary>
    public static string? Value(object? value) => value switch
    {
        string text => String(text),
        char c => String(c.ToString()),
        bool flag => flag ? "true" : "false",
        double number => Number(number),
        float number => number.ToString("R", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => null,
    };

    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    // What JavaScriptEncoder.UnsafeRelaxedJsonEscaping leaves: defined characters of the basic plane but controls, odd spaces and the
    // byte order mark.
    private static bool IsPlain(char c) => c == ' ' || (c != '\uFEFF' && CharUnicodeInfo.GetUnicodeCategory(c) is not (
        UnicodeCategory.Control or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator));
}
