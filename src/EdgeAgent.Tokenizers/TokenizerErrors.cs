namespace EdgeAgent.Tokenizers;

/// <summary>The errors of tokenizer files and texts, in one place so that they read alike.</summary>
internal static class TokenizerErrors
{
    public static TokenizerException Unreadable(string path, Exception inner)
        => new("EA3001", "The tokenizer file cannot be read.", path,
            "Check that the file is there, may be read and, if gzipped, is whole.", inner);

    public static TokenizerException NotJson(string what, string where, Exception? inner = null)
        => new("EA3002", what, where, "The file is damaged, cut short or no tokenizer.json: get it again and compare its sha256.", inner);

    public static TokenizerException Malformed(string what, string pointer)
        => new("EA3003", what, pointer, "Write the field as Hugging Face's tokenizers library does.");

    public static TokenizerException UnsupportedComponent(string kind, string? type, string pointer, string supported)
        => new("EA3004", $"The {kind} '{type ?? "null"}' is not supported.", pointer,
            $"Use one of: {supported}; or derive an own Tokenizer.");

    public static TokenizerException UnsupportedSetting(string what, string pointer, string fix)
        => new("EA3005", what, pointer, fix);

    public static TokenizerException BadVocabulary(string what, string pointer)
        => new("EA3006", what, pointer, "Give every token one id of its own, from 0 upwards without large gaps.");

    public static TokenizerException BadMerge(string what, string pointer)
        => new("EA3007", what, pointer,
            "Write each merge as two tokens of the vocabulary, \"a b\" or [\"a\", \"b\"], whose joined text is a token too.");

    public static TokenizerException BadAddedToken(string what, string pointer, string fix)
        => new("EA3008", what, pointer, fix);

    public static TokenizerException BadRenaming(string what, string pointer)
        => new("EA3009", what, pointer, "Name added tokens that the file has, and new names that it does not have.");

    public static TokenizerException BadPattern(string what, string pattern, int at, string pointer)
        => new("EA3010", $"The regex {Shortened(pattern)} cannot be used. {what}", $"{pointer}, offset {at} of the regex",
            "Check the regex, or say the same without what is named here.");

    public static TokenizerException BadCharacterMap(string where)
        => new("EA3011", "The precompiled map of characters is damaged.", where, "Get the file again and compare its sha256.");

    public static TokenizerException UnsupportedGguf(string? model, string file)
        => new("EA3040", model is null ? "The GGUF file has no tokenizer."
            : $"The tokenizer kind '{model}' of the GGUF file is not supported.",
            $"{file}, tokenizer.ggml.model", "Give the model's own tokenizer.json instead; byte-level BPE ('gpt2'), SentencePiece BPE ('llama') and unigram ('t5') are read from a GGUF.");

    public static TokenizerException UnsupportedGgufPreTokenizer(string name, string file)
        => new("EA3041", $"What the pre-tokenizer '{name}' does is not known here.", $"{file}, tokenizer.ggml.pre",
            "Give the model's own tokenizer.json instead; known are most names of llama.cpp's, such as llama-bpe, qwen2, gpt-4o, tekken and deepseek-v3.");

    public static TokenizerException BadGguf(string what, string file, string key)
        => new("EA3042", what, $"{file}, {key}",
            "The tokenizer in the GGUF is damaged or incomplete: get the file again, or give the model's own tokenizer.json.");

    public static TokenizerException BadSentencePiece(string what, string where)
        => new("EA3050", what, where, "The SentencePiece model is damaged or cut short: get it again and compare its sha256.");

    public static TokenizerException UnsupportedSentencePiece(string what, string where)
        => new("EA3051", what, where, "Give the model's own tokenizer.json instead.");

    public static TokenizerException TooLong(int length, int limit, string unit)
        => new("EA3101", $"The text is too long to encode: {length} {unit}, and {limit} are allowed.", "the text given to the tokenizer",
            "Encode it in parts, or raise EncodeOptions.MaxLength.");

    public static TokenizerException GrowsTooLong(int limit)
        => new("EA3101", $"The tokenizer's normalizer makes more than {limit} bytes of the text.", "the text given to the tokenizer",
            "Encode it in parts, and check the Replace normalizers of the tokenizer.json.");

    public static TokenizerException NoOffsets(int token)
        => new("EA3105", "The tokenizer does not say what part of a text its tokens stand for: their bytes joined are not the text.",
            $"token {token} of the text", "Override EncodeWithOffsets and EncodeBytesWithOffsets in the class derived from Tokenizer.");

    public static TokenizerException TooManyTokens(int limit)
        => new("EA3102", $"The text has more than {limit} tokens.", "the text given to the tokenizer",
            "Shorten the text, or raise EncodeOptions.MaxTokens.");

    public static TokenizerException NoUnknownToken(string character)
        => new("EA3103", $"The vocabulary has no token for '{character}', and the model has no unknown token.", "the text given to the tokenizer",
            "Leave the character out, or give the model an unk_id.");

    public static TokenizerException PatternTooSlow()
        => new("EA3104", "The regex that cuts the text into words takes too many steps on it.", "the text given to the tokenizer",
            "Encode the text in parts, or use a regex that does not try so many ways: (a+)+ tries exponentially many.");

    private static string Shortened(string text) => text.Length <= 200 ? text : text[..200] + "\u2026";
}
