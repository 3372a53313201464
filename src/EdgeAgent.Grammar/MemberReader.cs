using System.Text;

namespace EdgeAgent.Grammar;

/// <summary>Reads parameters that are written as bare members (<see cref="ToolCallSyntax.StringDelimiter"/>) as the JSON object that they mean.</summary>
internal static class MemberReader
{
    /// <summary>The JSON of the parameters, or the beginning of it that no further byte can change.</summary>
    /// <param name="text">What a matcher accepted of them, from the opening brace on.</param>
    /// <param name="raw">The parameters whose values are raw texts.</param>
    /// <param name="delimiter">Stands around these.</param>
    /// <param name="isWhole">Whether nothing more comes.</param>
    public static string Read(ReadOnlySpan<byte> text, HashSet<string> raw, ReadOnlySpan<byte> delimiter, bool isWhole)
    {
        StringBuilder json = new("{");
        text = text.IsEmpty ? text : text[1..];
        for (string separator = ""; text.IndexOf((byte)':') is int colon and >= 0; separator = ", ")
        {
            string name = Encoding.UTF8.GetString(text[..colon]);
            json.Append(separator).Append('"');
            JsonText.AppendEscaped(json, name);
            json.Append("\": ");
            text = text[(colon + 1)..];
            int length = raw.Contains(name) ? AppendRaw(json, text, delimiter) : AppendJson(json, text);
            text = text[length..];
            if (text.IsEmpty) break;
            text = text[1..]; // the comma
        }
        return json.Append(isWhole ? "}" : "").ToString();
    }

    /// <summary>Appends a raw text, as far as it is certain; tells how many bytes of it are there.</summary>
    private static int AppendRaw(StringBuilder json, ReadOnlySpan<byte> text, ReadOnlySpan<byte> delimiter)
    {
        json.Append('"');
        if (text.Length < delimiter.Length) return text.Length;
        ReadOnlySpan<byte> value = text[delimiter.Length..];
        int close = value.IndexOf(delimiter);
        JsonText.AppendEscaped(json, JsonText.WholeCharacters(close < 0 ? Certain(value, delimiter) : value[..close]));
        if (close < 0) return text.Length;
        json.Append('"');
        return close + (2 * delimiter.Length);
    }

    /// <summary>The value without what may turn out to be the delimiter.</summary>
    private static ReadOnlySpan<byte> Certain(ReadOnlySpan<byte> value, ReadOnlySpan<byte> delimiter)
    {
        int last = value.LastIndexOf(delimiter[0]);
        return last >= 0 && delimiter.StartsWith(value[last..]) ? value[..last] : value;
    }

    /// <summary>Appends a JSON value: it ends before a comma that stands in no array, object or string.</summary>
    private static int AppendJson(StringBuilder json, ReadOnlySpan<byte> text)
    {
        (int length, int depth, bool inString) = (0, 0, false);
        for (; length < text.Length; length++)
        {
            byte b = text[length];
            if (inString && b == '\\') length++;
            else if (b == '"') inString = !inString;
            else if (inString) continue;
            else if (b is (byte)'[' or (byte)'{') depth++;
            else if (b is (byte)']' or (byte)'}') depth--;
            else if (b == ',' && depth == 0) break;
        }
        length = Math.Min(length, text.Length);
        json.Append(JsonText.WholeCharacters(text[..length]));
        return length;
    }
}
