using System.Text.Json.Nodes;

namespace EdgeAgent.Tokenizers.Tests;

/// <summary>A sound tokenizer.json of 256 bytes, two merges and an added token, to be changed by a test.</summary>
internal static class TinyJson
{
    public static JsonObject Create()
    {
        var vocabulary = new JsonObject();
        for (int b = 0; b < 256; b++) vocabulary[Bpe.ByteLevelAlphabet.Character((byte)b).ToString()] = b;
        vocabulary["ab"] = 256;
        vocabulary["abc"] = 257;
        return new JsonObject
        {
            ["version"] = "1.0",
            ["truncation"] = null,
            ["padding"] = null,
            ["added_tokens"] = new JsonArray(Added(258, "<x>")),
            ["normalizer"] = null,
            ["pre_tokenizer"] = new JsonObject { ["type"] = "ByteLevel", ["add_prefix_space"] = false, ["trim_offsets"] = true,
                ["use_regex"] = true },
            ["post_processor"] = null,
            ["decoder"] = new JsonObject { ["type"] = "ByteLevel" },
            ["model"] = new JsonObject { ["type"] = "BPE", ["vocab"] = vocabulary,
                ["merges"] = new JsonArray("a b", new JsonArray("ab", "c")) },
        };
    }

    public static JsonObject Added(int id, string content) => new()
    {
        ["id"] = id, ["content"] = content, ["single_word"] = false, ["lstrip"] = false, ["rstrip"] = false, ["normalized"] = false,
            ["special"] = true,
    };

    public static Tokenizer Load(this JsonNode json) => Tokenizer.LoadJson(System.Text.Encoding.UTF8.GetBytes(json.ToJsonString()));
}
