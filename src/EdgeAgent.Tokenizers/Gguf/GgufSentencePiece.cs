using EdgeAgent.Tokenizers.SentencePiece;

namespace EdgeAgent.Tokenizers.Gguf;

/// <summary>The tokenizer of a GGUF whose kind is <c>llama</c>: SentencePiece's BPE with scores.</summary>
internal static class GgufSentencePiece
{
    public static ReadOnlyMemory<byte> ToUtf8(GgufHeader header)
    {
        string file = header.Files[0];
        string[] tokens = GgufTokenizer.Strings(header, "tokenizer.ggml.tokens");
        int[] types = GgufTokenizer.Types(header, tokens.Length);
        int odd = Array.FindIndex(types, static type => !Enum.IsDefined((PieceType)type));
        if (odd >= 0) throw TokenizerErrors.BadGguf($"Token {odd} has the type {types[odd]}, which is not known.", file, "tokenizer.ggml.token_type");
        if (header.Metadata.ContainsKey("tokenizer.ggml.precompiled_charsmap"))
            throw TokenizerErrors.BadGguf("A table of characters to normalize is not supported.", file, "tokenizer.ggml.precompiled_charsmap");
        if (GgufTokenizer.Flag(header, "tokenizer.ggml.remove_extra_whitespaces", missing: false))
            throw TokenizerErrors.BadGguf("Removing extra white space is not supported.", file, "tokenizer.ggml.remove_extra_whitespaces");
        (var before, var after) = GgufTokenizer.Around(header, tokens, begins: true);
        return new PieceVocabulary
        {
            Pieces = tokens,
            Scores = Scores(header, tokens.Length),
            Types = Array.ConvertAll(types, static type => (PieceType)type),
            AddsSpace = GgufTokenizer.Flag(header, "tokenizer.ggml.add_space_prefix", missing: true),
            Before = before,
            After = after,
            Bad = (what, id) => TokenizerErrors.BadGguf(what, file, $"tokenizer.ggml.tokens[{id}]"),
        }.ToTokenizerJson();
    }

    private static float[] Scores(GgufHeader header, int count)
        => header.Metadata.TryGetValue("tokenizer.ggml.scores", out GgufValue? value) && value.TryGetSingles(out float[] scores)
            && scores.Length == count && !scores.Any(float.IsNaN) ? scores
            : throw TokenizerErrors.BadGguf($"An array of {count} scores is expected here, one for each token.", header.Files[0],
                "tokenizer.ggml.scores");
}
