using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Parsing;

/// <summary>Reads Qwen3-Coder's calls: <c>&lt;function=name&gt;</c>, then <c>&lt;parameter=key&gt;</c> value <c>&lt;/parameter&gt;</c>.</summary>
/// <remarks>
/// A value is bare text, one line break before and after it not counted. The tool's schema tells what it is: text where the parameter
/// takes a string or the tool is not known, else JSON.
/// </remarks>
internal static class ParameterTags
{
    public const string Function = "<function=", FunctionEnd = "</function>";
    private const string Parameter = "<parameter=", ParameterEnd = "</parameter>";

    /// <summary>Reads from behind <c>&lt;function=</c> to before <c>&lt;/function&gt;</c>.</summary>
    public static WrittenCall Read(ReadOnlySpan<char> text, int offset, IReadOnlyDictionary<string, AIFunctionDeclaration> tools, RepairLog repairs)
    {
        int end = text.IndexOf('>');
        if (end < 0) return new("", default, repairs);
        string name = text[..end].Trim().ToString();
        tools.TryGetValue(name, out AIFunctionDeclaration? tool);
        using MemoryStream buffer = new();
        bool read;
        using (Utf8JsonWriter writer = new(buffer, Tools.ToolJson.WriterOptions))
            read = WriteArguments(writer, text, end + 1, offset, tool, repairs);
        return new(name, read ? Tools.ToolJson.Parse(buffer) : default, repairs);
    }

    private static bool WriteArguments(
        Utf8JsonWriter writer, ReadOnlySpan<char> text, int at, int offset, AIFunctionDeclaration? tool, RepairLog repairs)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        writer.WriteStartObject();
        while (true)
        {
            while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
            if (at == text.Length) break;
            if (!text[at..].StartsWith(Parameter, StringComparison.Ordinal)) return false;
            at += Parameter.Length;
            int named = text[at..].IndexOf('>');
            if (named < 0) return false;
            string name = Sound(text.Slice(at, named).Trim());
            if (!names.Add(name)) return false;
            at += named + 1;
            int length = ValueLength(text[at..], out bool closed);
            if (!closed && !repairs.Add(ToolCallRepairKind.MissingClosingTag, offset + at + length)) return false;
            writer.WritePropertyName(name);
            WriteValue(writer, TrimBreaks(text.Slice(at, length)), TakesText(tool, name));
            at += length + (closed ? ParameterEnd.Length : 0);
        }
        writer.WriteEndObject();
        return true;
    }

    /// <summary>A value ends at its closing tag, and where that is missing before the next parameter or with the text.</summary>
    private static int ValueLength(ReadOnlySpan<char> text, out bool closed)
    {
        int end = text.IndexOf(ParameterEnd, StringComparison.Ordinal);
        int next = text.IndexOf(Parameter, StringComparison.Ordinal);
        closed = end >= 0 && (next < 0 || end < next);
        return closed ? end : next >= 0 ? next : text.Length;
    }

    private static ReadOnlySpan<char> TrimBreaks(ReadOnlySpan<char> value)
    {
        if (value.StartsWith("\r\n")) value = value[2..];
        else if (value.StartsWith("\n")) value = value[1..];
        if (value.EndsWith("\r\n")) return value[..^2];
        return value.EndsWith("\n") ? value[..^1] : value;
    }

    private static bool TakesText(AIFunctionDeclaration? tool, string parameter) =>
        tool is null || tool.JsonSchema.ValueKind != JsonValueKind.Object
        || !tool.JsonSchema.TryGetProperty("properties", out JsonElement properties) || properties.ValueKind != JsonValueKind.Object
        || !properties.TryGetProperty(parameter, out JsonElement schema) || schema.ValueKind != JsonValueKind.Object
        || !schema.TryGetProperty("type", out JsonElement type)
        || (type.ValueKind == JsonValueKind.String ? type.ValueEquals("string")
            : type.ValueKind == JsonValueKind.Array && type.EnumerateArray().Any(t => t.ValueKind == JsonValueKind.String && t.ValueEquals("string")));

    private static void WriteValue(Utf8JsonWriter writer, ReadOnlySpan<char> value, bool text)
    {
        if (!text && LenientJson.TryRead(value, 0, new RepairLog(0), out JsonElement json)) json.WriteTo(writer);
        else writer.WriteStringValue(Sound(value));
    }

    /// <summary>The text with U+FFFD for half a surrogate pair, which no JSON writer takes.</summary>
    private static string Sound(ReadOnlySpan<char> text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.ToString()));
}
