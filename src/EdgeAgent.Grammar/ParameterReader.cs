using System.Text;

namespace EdgeAgent.Grammar;

/// <summary>Reads parameters that are written as XML (<see cref="ToolCallSyntax.ParametersAreXml"/>) as the JSON object that they mean.</summary>
internal static class ParameterReader
{
    /// <summary>The JSON of the parameters, or the beginning of it that no further byte can change.</summary>
    /// <param name="text">What a matcher accepted of them.</param>
    /// <param name="raw">The parameters whose values are raw texts.</param>
    /// <param name="isWhole">Whether nothing more comes.</param>
    public static string Read(ReadOnlySpan<byte> text, HashSet<string> raw, bool isWhole)
    {
        StringBuilder json = new("{");
        for (string separator = ""; text.StartsWith("<parameter="u8) && text.IndexOf(">\n"u8) is int end and >= 0; separator = ", ")
        {
            string name = Encoding.UTF8.GetString(text["<parameter=".Length..end]);
            json.Append(separator).Append('"');
            JsonText.AppendEscaped(json, name);
            json.Append("\": ");
            text = text[(end + ">\n".Length)..];
            // No value holds this text: a raw one may not, and in JSON a line break is escaped.
            int close = text.IndexOf("\n</parameter>"u8);
            AppendValue(json, close < 0 ? Certain(text) : text[..close], raw.Contains(name), isClosed: close >= 0);
            if (close < 0) return json.ToString();
            text = text[(close + "\n</parameter>".Length)..];
            if (text.StartsWith("\n"u8)) text = text[1..];
        }
        return json.Append(isWhole ? "}" : "").ToString();
    }

    private static void AppendValue(StringBuilder json, ReadOnlySpan<byte> value, bool isRaw, bool isClosed)
    {
        if (isRaw) json.Append('"');
        string text = JsonText.WholeCharacters(value);
        if (isRaw) JsonText.AppendEscaped(json, text);
        else json.Append(text);
        if (isRaw && isClosed) json.Append('"');
    }

    /// <summary>The value without what may turn out to be its closing tag.</summary>
    private static ReadOnlySpan<byte> Certain(ReadOnlySpan<byte> value)
    {
        int last = value.LastIndexOf((byte)'\n');
        return last >= 0 && "\n</parameter>"u8.StartsWith(value[last..]) ? value[..last] : value;
    }
}
