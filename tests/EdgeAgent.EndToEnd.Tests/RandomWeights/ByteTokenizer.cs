using System.Text.Json.Nodes;

namespace EdgeAgent.EndToEnd.Tests.RandomWeights;

/// <summary>A tokenizer of our own for the tiny random models: special tokens, the 256 bytes, and a few merges that cross the tags of a call.</summary>
internal static class ByteTokenizer
{
    /// <summary>Pairs that make tokens across the borders of a call's parts, so that a mask has to look inside tokens.</summary>
    private static readonly string[] Merges = ["< t", "o o", "< /", "c a", "l l", "\" :", "\" ,", "} }", "} Ċ", "Ġ \"", "Ġ {", "> Ċ", "{ \""];

    /// <summary>Writes tokenizer.json, tokenizer_config.json into a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="more">Further special tokens.</param>
    public static void Write(string folder, params IEnumerable<string> more)
    {
        JsonObject vocabulary = [];
        string[] special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", .. more];
        foreach (string token in special) vocabulary[token] = vocabulary.Count;
        for (int b = 0; b < 256; b++) vocabulary[ByteCharacter(b).ToString()] = vocabulary.Count;
        foreach (string merge in Merges) vocabulary[merge.Replace(" ", "", StringComparison.Ordinal)] = vocabulary.Count;
        JsonObject json = new()
        {
            ["version"] = "1.0",
            ["added_tokens"] = new JsonArray([.. special.Select((token, id) => (JsonNode)Added(token, id))]),
            ["pre_tokenizer"] = new JsonObject { ["type"] = "ByteLevel", ["add_prefix_space"] = false, ["trim_offsets"] = true, ["use_regex"] = true },
            ["decoder"] = new JsonObject { ["type"] = "ByteLevel", ["add_prefix_space"] = true, ["trim_offsets"] = true, ["use_regex"] = true },
            ["model"] = new JsonObject
            {
                ["type"] = "BPE",
                ["vocab"] = vocabulary,
                ["merges"] = new JsonArray([.. Merges.Select(merge => (JsonNode)merge)]),
            },
        };
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), json.ToJsonString());
        File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"),
            """{"bos_token": "<|im_start|>", "eos_token": "<|im_end|>", "pad_token": "<|endoftext|>"}""");
    }

    private static JsonObject Added(string token, int id) => new()
    {
        ["id"] = id, ["content"] = token, ["single_word"] = false, ["lstrip"] = false, ["rstrip"] = false, ["normalized"] = false, ["special"] = true,
    };

    /// <summary>GPT-2's printable stand-in for a byte: itself where it is printable, else 256 and up in order.</summary>
    private static char ByteCharacter(int b)
    {
        if (IsPrintable(b)) return (char)b;
        return (char)(256 + Enumerable.Range(0, b).Count(lower => !IsPrintable(lower)));
    }

    private static bool IsPrintable(int b) => b is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
}
