using System.Text.Json.Nodes;

namespace EdgeAgent.Tokenizers.Tests;

/// <summary>A small sound SentencePiece-style tokenizer.json, to be changed by a test: specials, 256 byte tokens from 3 on, a few pieces.</summary>
internal static class PieceJson
{
    public const int FirstByte = 3, FirstPiece = FirstByte + 256;

    private static readonly string[] s_pieces = ["\u2581", "a", "b", "c", "ab", "\u2581ab", "\u2581a", "abc", "\u2581\u2581"];

    public static int Id(string piece) => FirstPiece + Array.IndexOf(s_pieces, piece);

    public static JsonObject Create()
    {
        var vocabulary = new JsonObject { ["<unk>"] = 0, ["<s>"] = 1, ["</s>"] = 2 };
        for (int b = 0; b < 256; b++) vocabulary[$"<0x{b:X2}>"] = FirstByte + b;
        for (int i = 0; i < s_pieces.Length; i++) vocabulary[s_pieces[i]] = FirstPiece + i;
        return new JsonObject
        {
            ["version"] = "1.0",
            ["added_tokens"] = new JsonArray(TinyJson.Added(0, "<unk>"), TinyJson.Added(1, "<s>"), TinyJson.Added(2, "</s>")),
            ["normalizer"] = JsonNode.Parse("""
                {"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": "\u2581"},
                {"type": "Replace", "pattern": {"String": " "}, "content": "\u2581"}]}
                """),
            ["pre_tokenizer"] = null,
            ["post_processor"] = null,
            ["decoder"] = JsonNode.Parse("""
                {"type": "Sequence", "decoders": [{"type": "Replace", "pattern": {"String": "\u2581"}, "content": " "},
                {"type": "ByteFallback"}, {"type": "Fuse"}, {"type": "Strip", "content": " ", "start": 1, "stop": 0}]}
                """),
            ["model"] = new JsonObject { ["type"] = "BPE", ["unk_token"] = "<unk>", ["fuse_unk"] = true, ["byte_fallback"] = true,
                ["vocab"] = vocabulary,
                ["merges"] = new JsonArray("\u2581 \u2581", "a b", "\u2581 ab", "\u2581 a", "ab c") },
        };
    }

    public static JsonObject CreateMetaspace(string scheme, bool split)
    {
        JsonObject json = Create();
        json["normalizer"] = null;
        json["pre_tokenizer"] = new JsonObject { ["type"] = "Metaspace", ["replacement"] = "\u2581", ["prepend_scheme"] = scheme,
            ["split"] = split };
        return json;
    }
}
