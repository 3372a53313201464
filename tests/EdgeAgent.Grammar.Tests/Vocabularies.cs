using System.IO.Compression;
using System.Text;
using System.Text.Json;
using EdgeAgent.TestData;

namespace EdgeAgent.Grammar.Tests;

/// <summary>Vocabularies for tests, each made once.</summary>
internal static class Vocabularies
{
    private static readonly Lazy<GrammarVocabulary> LazySmall = new(MakeSmall);
    private static readonly Dictionary<string, GrammarVocabulary> Read = [];

    /// <summary>Every byte, tokens that straddle JSON's joints, a special token and two end tokens (the last ids).</summary>
    public static GrammarVocabulary Small => LazySmall.Value;

    public static int SmallSpecial => Small.Size - 3;

    public static int SmallEnd => Small.Size - 2;

    /// <summary>The end token of a real vocabulary here.</summary>
    public static int End(GrammarVocabulary vocabulary) => vocabulary.EndIds[0];

    /// <summary>A tokenizer's vocabulary by its name in the goldens, as <c>smollm2</c>; every special token ends a text.</summary>
    public static GrammarVocabulary Of(string name)
    {
        lock (Read)
        {
            if (Read.TryGetValue(name, out GrammarVocabulary? known)) return known;
            using GZipStream file = new(File.OpenRead(SharedData.Require("goldens", "tokenizers", $"{name}.tokenbytes.jsonl.gz")), CompressionMode.Decompress);
            using StreamReader lines = new(file, Encoding.UTF8);
            List<(byte[] Bytes, bool Special)> tokens = [];
            while (lines.ReadLine() is string line)
            {
                using JsonDocument row = JsonDocument.Parse(line);
                tokens.Add((row.RootElement.GetProperty("b64").GetBytesFromBase64(), row.RootElement.TryGetProperty("special", out JsonElement special) && special.GetBoolean()));
            }
            int[] ends = [.. Enumerable.Range(0, tokens.Count).Where(i => tokens[i].Special)];
            GrammarVocabulary vocabulary = new(tokens.Count, id => tokens[id].Bytes, [], ends);
            Read.Add(name, vocabulary);
            return vocabulary;
        }
    }

    /// <summary>The bytes of a small token.</summary>
    public static ReadOnlySpan<byte> BytesOf(GrammarVocabulary vocabulary, int id) => vocabulary.Trie.BytesOf(id);

    private static GrammarVocabulary MakeSmall()
    {
        List<byte[]> tokens = [.. Enumerable.Range(0, 256).Select(b => new[] { (byte)b })];
        string[] joined =
        [
            "{\"", "\"}", "\": ", "\": \"", "\", \"", ", \"", "\"]", "[\"", "[[", "]]", "}}", "{}", "[]", "\":", "\",", " \"", ": ", ", ", "},", "1,", "12", "0.", ".5", "true", "false", "null", "]}", "]}\n",
            "<tool", "_call", "<tool_call>", "<tool_call>\n{\"", "</tool", "_call>", ">\n", "\n{\"", "}\n", "}\n</", "name", "arg", "arguments", " a", "ab", "abc", "a", "b\"", "è", "è\"", "\u00e8a", "😀", "a\", \"b", "\\n", "\\\"", "\\u00", "\\u001",
            "\"a", "\"b\": ", "x<", "<<", "\"a\": 1", "}</tool_call>", "text ", ">", "get_", "get_weather\", \"", "\"arguments\": {", "<t", "l>",
        ];
        foreach (string text in joined)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            if (!tokens.Any(t => t.AsSpan().SequenceEqual(bytes))) tokens.Add(bytes);
        }
        tokens.Add([0xC3]); // the same bytes twice
        tokens.Add([0x9F, 0x98]); // the middle of a character
        tokens.Add([]); // no bytes
        int special = tokens.Count;
        tokens.AddRange([Encoding.UTF8.GetBytes("<|special|>"), Encoding.UTF8.GetBytes("<|end|>"), Encoding.UTF8.GetBytes("<|end2|>")]);
        return new GrammarVocabulary(tokens.Count, id => tokens[id], [special], [special + 1, special + 2]);
    }
}
