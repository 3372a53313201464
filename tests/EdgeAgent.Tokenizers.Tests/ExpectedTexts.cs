using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.TestData;
using EdgeAgent.Tokenizers.Bpe;

namespace EdgeAgent.Tokenizers.Tests;

/// <summary>The texts and sums of Data/make-expected.mjs, which asked Hugging Face's library about them.</summary>
internal static class ExpectedTexts
{
    private static readonly (int First, int Last)[] s_pools =
    [
        (0x20, 0x20), (0x61, 0x65), (0x00, 0x7F), (0x80, 0x24F), (0x300, 0x36F), (0x300, 0x328), (0x370, 0x3FF), (0x590, 0x6FF), (0x900, 0xDFF),
        (0xE00, 0xFFF), (0x1100, 0x11FF), (0xAC00, 0xAC80), (0x1AB0, 0x1B44), (0x1D00, 0x1FFF), (0x2000, 0x218F), (0x2E80, 0x30FF), (0x3130, 0x33FF),
        (0x4E00, 0x4E80), (0xA640, 0xABFF), (0xF900, 0xFFFF), (0x10A00, 0x116FF), (0x1D100, 0x1D7FF), (0x1E000, 0x1E8FF), (0x1F100, 0x1F2FF),
        (0x2F800, 0x2FA1F), (0xE0000, 0xE01FF),
    ];

    /// <summary>What the library said, by kind ("parts", "files", "goldens").</summary>
    public static JsonElement Expected(string kind)
        => JsonDocument.Parse(File.ReadAllText(Path("expected.json"))).RootElement.GetProperty(kind);

    public static string Path(string file) => SharedData.InRepository("tests", "EdgeAgent.Tokenizers.Tests", "Data", file);

    /// <summary>A byte-level tokenizer of the 256 bytes without merges, with the parts of an entry of "parts".</summary>
    public static Tokenizer Create(JsonElement parts)
    {
        var vocabulary = new JsonObject();
        for (int b = 0; b < 256; b++) vocabulary[ByteLevelAlphabet.Character((byte)b).ToString()] = b;
        var json = new JsonObject
        {
            ["version"] = "1.0",
            ["pre_tokenizer"] = new JsonObject { ["type"] = "ByteLevel", ["add_prefix_space"] = false, ["trim_offsets"] = false, ["use_regex"] = false },
            ["decoder"] = new JsonObject { ["type"] = "ByteLevel" },
            ["model"] = new JsonObject { ["type"] = "BPE", ["vocab"] = vocabulary, ["merges"] = new JsonArray() },
        };
        foreach (JsonProperty part in parts.EnumerateObject().Where(static part => part.Value.ValueKind != JsonValueKind.String)) json[part.Name] = JsonNode.Parse(part.Value.GetRawText());
        return json.Load();
    }

    /// <summary>Every code point, 256 to a text, an x before each.</summary>
    public static IEnumerable<string> EveryCharacter()
    {
        for (int first = 0; first < 0x110000; first += 256)
        {
            if (first is >= 0xD800 and < 0xE000) continue;
            var text = new StringBuilder();
            for (int c = first; c < first + 256; c++) text.Append('x').Append(new Rune(c));
            yield return text.ToString();
        }
    }

    /// <summary>Random characters of a few pools, so that they meet.</summary>
    public static IEnumerable<string> RandomTexts()
    {
        uint state = 1;
        var text = new StringBuilder();
        for (int i = 0; i < 8000; i++)
        {
            int[] some = [Next(s_pools.Length), Next(s_pools.Length), Next(6)];
            text.Clear();
            for (int n = 1 + Next(24); n > 0; n--)
            {
                (int first, int last) = s_pools[some[Next(3)]];
                text.Append(new Rune(first + Next(last - first + 1)));
            }
            yield return text.ToString();
        }

        int Next(int n)
        {
            state = unchecked(state * 1103515245 + 12345);
            return (int)((state >> 8) % n);
        }
    }

    /// <summary>SHA-256 over the number of ids of each text, and each id with its offsets in bytes.</summary>
    public static string Sum(Tokenizer tokenizer, IEnumerable<string> texts, bool addSpecialTokens)
    {
        var options = new EncodeOptions { AddSpecialTokens = addSpecialTokens };
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var numbers = new List<int>();
        foreach (string text in texts)
        {
            EncodedText encoded = tokenizer.EncodeBytesWithOffsets(Encoding.UTF8.GetBytes(text), options);
            numbers.Clear();
            numbers.Add(encoded.Ids.Count);
            for (int i = 0; i < encoded.Ids.Count; i++) numbers.AddRange([encoded.Ids[i], encoded.Spans[i].Start, encoded.Spans[i].End]);
            hash.AppendData(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(numbers)));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
