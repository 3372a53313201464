using EdgeAgent.Tokenizers.SentencePiece;

namespace EdgeAgent.Tokenizers.Gguf;

/// <summary>The tokenizer of a GGUF whose kind is <c>llama</c>, SentencePiece's BPE with scores, or <c>t5</c>, its unigram
/// model.</summary>
internal static class GgufSentencePiece
{
    public static ReadOnlyMemory<byte> ToUtf8(GgufHeader header)
    {
        string file = header.Files[0];
        string[] tokens = GgufTokenizer.Strings(header, "tokenizer.ggml.tokens");
        PieceType[] types = Types(header, tokens.Length);
        if (header.Metadata.ContainsKey("tokenizer.ggml.precompiled_charsmap"))
            throw TokenizerErrors.BadGguf("A table of characters to normalize is not supported.", file, "tokenizer.ggml.precompiled_charsmap");
        if (GgufTokenizer.Flag(header, "tokenizer.ggml.remove_extra_whitespaces", missing: false))
            throw TokenizerErrors.BadGguf("Removing extra white space is not supported.", file, "tokenizer.ggml.remove_extra_whitespaces");
        (var before, var after) = GgufTokenizer.Around(header, tokens, begins: true);
        return new PieceVocabulary
        {
            Pieces = tokens,
            Scores = Scores(header, tokens.Length),
            Types = types,
            AddsSpace = GgufTokenizer.Flag(header, "tokenizer.ggml.add_space_prefix", missing: true),
            Before = before,
            After = after,
            Bad = (what, id) => TokenizerErrors.BadGguf(what, file, $"tokenizer.ggml.tokens[{id}]"),
        }.ToTokenizerJson();
    }

    public static ReadOnlyMemory<byte> UnigramToUtf8(GgufHeader header)
    {
        string file = header.Files[0];
        string[] tokens = GgufTokenizer.Strings(header, "tokenizer.ggml.tokens");
        int empty = Array.IndexOf(tokens, "");
        if (empty >= 0) throw TokenizerErrors.BadGguf($"Token {empty} is empty.", file, "tokenizer.ggml.tokens");
        (var before, var after) = GgufTokenizer.Around(header, tokens, begins: false);
        return new UnigramVocabulary
        {
            Pieces = tokens,
            Scores = Scores(header, tokens.Length),
            Types = Types(header, tokens.Length),
            CharacterMap = CharacterMap(header),
            AddsSpace = GgufTokenizer.Flag(header, "tokenizer.ggml.add_space_prefix", missing: true),
            RemovesSpaces = GgufTokenizer.Flag(header, "tokenizer.ggml.remove_extra_whitespaces", missing: true),
            MarksSpaces = true,
            Before = before,
            After = after,
            Unsupported = (what, id) => TokenizerErrors.BadGguf(what, file, $"tokenizer.ggml.tokens[{id}]"),
        }.ToTokenizerJson();
    }

    private static PieceType[] Types(GgufHeader header, int count)
    {
        int[] types = GgufTokenizer.Types(header, count);
        int odd = Array.FindIndex(types, static type => !Enum.IsDefined((PieceType)type));
        return odd < 0 ? Array.ConvertAll(types, static type => (PieceType)type)
            : throw TokenizerErrors.BadGguf($"Token {odd} has the type {types[odd]}, which is not known.", header.Files[0],
                "tokenizer.ggml.token_type");
    }

    private static byte[] CharacterMap(GgufHeader header)
    {
        const string Key = "tokenizer.ggml.precompiled_charsmap";
        if (!header.Metadata.TryGetValue(Key, out GgufValue? value)) return [];
        byte[] map = value.Content switch
        {
            byte[] bytes => bytes,
            sbyte[] bytes => Array.ConvertAll(bytes, static b => (byte)b),
            _ => [],
        };
        return Normalizers.PrecompiledMap.TryRead(map) is not null ? map
            : throw TokenizerErrors.BadGguf("The map of characters is damaged.", header.Files[0], Key);
    }

    private static float[] Scores(GgufHeader header, int count)
        => header.Metadata.TryGetValue("tokenizer.ggml.scores", out GgufValue? value) && value.TryGetSingles(out float[] scores)
            && scores.Length == count && scores.All(float.IsFinite) ? scores
            : throw TokenizerErrors.BadGguf($"An array of {count} scores is expected here, one for each token.", header.Files[0],
                "tokenizer.ggml.scores");
}
