using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeAgent.Models.Foreign;

/// <summary>One id or a list of them, as these files write <c>eos_token_id</c>. Negative ids, which some write for none, are left out.</summary>
internal sealed class TokenIdListConverter : JsonConverter<IReadOnlyList<int>>
{
    public override IReadOnlyList<int> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        List<int> ids = [];
        if (reader.TokenType != JsonTokenType.StartArray) Add(ref reader, ids);
        else
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) Add(ref reader, ids);
        return ids;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<int> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (int id in value) writer.WriteNumberValue(id);
        writer.WriteEndArray();
    }

    private static void Add(ref Utf8JsonReader reader, List<int> ids)
    {
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out int id)) throw new JsonException("An id or a list of ids was expected.");
        if (id >= 0) ids.Add(id);
    }
}
