using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace EdgeAgent.JsonSchema.Checking;

/// <summary>What <c>contentEncoding</c> and <c>contentMediaType</c> say of a string: base64 (RFC 4648, sections 4 and 5) and JSON are known.</summary>
internal static class ContentCheck
{
    /// <summary>The keyword that the text does not satisfy, or null.</summary>
    public static string? FaultOf(SchemaNode node, ReadOnlySpan<char> text)
    {
        byte[] content;
        switch (node.ContentEncoding)
        {
            case null: content = Encoding.UTF8.GetBytes(text.ToString()); break;
            case "base64":
                content = new byte[text.Length];
                if (!Convert.TryFromBase64Chars(text, content, out int written)) return "contentEncoding";
                content = content[..written];
                break;
            case "base64url":
                if (!Base64Url.IsValid(text)) return "contentEncoding";
                content = Base64Url.DecodeFromChars(text);
                break;
            default: return null;
        }
        return node.ContentMediaType == "application/json" && !IsJson(content) ? "contentMediaType" : null;
    }

    private static bool IsJson(byte[] utf8)
    {
        Utf8JsonReader reader = new(utf8);
        try
        {
            while (reader.Read()) { }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
