using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace EdgeAgent.Tokenizers.Json;

/// <summary>Writes the parts of a tokenizer.json that tokenizers from other files have in common.</summary>
internal static class TokenizerJsonWriter
{
    /// <summary>Writes a whole file.</summary>
    /// <param name="sizeHint">About how many bytes.</param>
    /// <param name="writeParts">Writes everything from <c>added_tokens</c> on.</param>
    public static ReadOnlyMemory<byte> Write(int sizeHint, Action<Utf8JsonWriter> writeParts)
    {
        var buffer = new ArrayBufferWriter<byte>(Math.Max(sizeHint, 1024));
        var options = new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var json = new Utf8JsonWriter(buffer, options))
        {
            json.WriteStartObject();
            json.WriteString("version", "1.0");
            json.WriteNull("truncation");
            json.WriteNull("padding");
            writeParts(json);
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }

    /// <summary>Writes <c>added_tokens</c>.</summary>
    public static void WriteAddedTokens(Utf8JsonWriter json, IEnumerable<(int Id, string Content, bool Special)> tokens)
    {
        json.WriteStartArray("added_tokens");
        foreach ((int id, string content, bool special) in tokens)
        {
            json.WriteStartObject();
            json.WriteNumber("id", id);
            json.WriteString("content", content);
            json.WriteBoolean("single_word", false);
            json.WriteBoolean("lstrip", false);
            json.WriteBoolean("rstrip", false);
            json.WriteBoolean("normalized", false);
            json.WriteBoolean("special", special);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>Writes <c>post_processor</c>: a TemplateProcessing with these tokens before and after each text.</summary>
    public static void WritePostProcessor(Utf8JsonWriter json, (string Token, int Id)? before, (string Token, int Id)? after)
    {
        if (before is null && after is null)
        {
            json.WriteNull("post_processor");
            return;
        }
        json.WriteStartObject("post_processor");
        json.WriteString("type", "TemplateProcessing");
        WriteTemplate(json, "single", before?.Token, after?.Token, ["A"]);
        WriteTemplate(json, "pair", before?.Token, after?.Token, ["A", "B"]);
        json.WriteStartObject("special_tokens");
        foreach ((string token, int id) in new[] { before, after }.OfType<(string, int)>().Distinct())
        {
            json.WriteStartObject(token);
            json.WriteString("id", token);
            json.WriteStartArray("ids");
            json.WriteNumberValue(id);
            json.WriteEndArray();
            json.WriteStartArray("tokens");
            json.WriteStringValue(token);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteTemplate(Utf8JsonWriter json, string name, string? before, string? after, string[] sequences)
    {
        json.WriteStartArray(name);
        for (int i = 0; i < sequences.Length; i++)
        {
            if (before is not null) WritePiece("SpecialToken", before, i);
            WritePiece("Sequence", sequences[i], i);
            if (after is not null) WritePiece("SpecialToken", after, i);
        }
        json.WriteEndArray();

        void WritePiece(string kind, string id, int type)
        {
            json.WriteStartObject();
            json.WriteStartObject(kind);
            json.WriteString("id", id);
            json.WriteNumber("type_id", type);
            json.WriteEndObject();
            json.WriteEndObject();
        }
    }
}
