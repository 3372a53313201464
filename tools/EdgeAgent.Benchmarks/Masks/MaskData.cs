using System.Runtime.InteropServices;
using System.Text.Json;
using EdgeAgent.Tokenizers;

namespace EdgeAgent.Benchmarks.Masks;

/// <summary>Reads MaskBench's rows: a JSON object a line with <c>id</c>, <c>schema</c>, <c>tests</c> and perhaps <c>dataset</c> and
/// <c>tokens</c>.</summary>
internal static class MaskData
{
    /// <summary>All rows of a file, in its order.</summary>
    /// <exception cref="InvalidDataException">A line is not such an object, or has token ids that are not this tokenizer's.</exception>
    public static List<MaskRow> Read(string path, Tokenizer tokenizer, bool checkTokens)
    {
        List<MaskRow> rows = [];
        HashSet<string> ids = new(StringComparer.Ordinal);
        ReadOnlyMemory<byte> rest = InputFile.Read(path);
        for (int number = 1; !rest.IsEmpty; number++)
        {
            int end = rest.Span.IndexOf((byte)'\n');
            ReadOnlyMemory<byte> line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (line.Span.Trim(" \r\t"u8).IsEmpty) continue;
            try
            {
                rows.Add(Row(line, tokenizer, checkTokens));
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                throw new InvalidDataException($"{path}, line {number}: not a row of MaskBench, an object with 'id', 'schema' and 'tests'. {e.Message}", e);
            }
            if (!ids.Add(rows[^1].Id)) throw new InvalidDataException($"{path}, line {number}: the id {rows[^1].Id} was there before.");
        }
        return rows;
    }

    /// <summary>So many rows chosen by chance, in their order; all of them where there are not more.</summary>
    public static List<MaskRow> Sample(List<MaskRow> rows, int count, int seed)
    {
        if (count >= rows.Count) return rows;
        int[] places = [.. Enumerable.Range(0, rows.Count)];
        new Random(seed).Shuffle(places);
        return [.. places.Take(count).Order().Select(place => rows[place])];
    }

    private static MaskRow Row(ReadOnlyMemory<byte> line, Tokenizer tokenizer, bool checkTokens)
    {
        using JsonDocument document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 1000 });
        JsonElement row = document.RootElement;
        string id = row.GetProperty("id").GetString()!;
        bool hasTokens = row.TryGetProperty("tokens", out JsonElement tokens);
        List<MaskInstance> instances = [];
        foreach (JsonElement test in row.GetProperty("tests").EnumerateArray())
        {
            byte[] text = JsonMarshal.GetRawUtf8Value(test.GetProperty("data")).ToArray();
            int[] ids = tokenizer.EncodeBytes(text);
            if (checkTokens && hasTokens && !tokens[instances.Count].EnumerateArray().Select(t => t.GetInt32()).SequenceEqual(ids))
                throw new InvalidDataException($"{id}, test {instances.Count}: the row's token ids are not those that the tokenizer gives.");
            instances.Add(new MaskInstance(instances.Count, test.GetProperty("valid").GetBoolean(),
                test.TryGetProperty("description", out JsonElement d) ? d.GetString()! : "", text, ids));
        }
        return new MaskRow(id, row.TryGetProperty("dataset", out JsonElement set) ? set.GetString()! : "",
            JsonMarshal.GetRawUtf8Value(row.GetProperty("schema")).ToArray(), [.. instances], line, hasTokens);
    }
}
