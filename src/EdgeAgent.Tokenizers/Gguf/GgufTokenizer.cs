using System.Text;
using System.Text.Json;
using EdgeAgent.Tokenizers.Json;

namespace EdgeAgent.Tokenizers.Gguf;

/// <summary>The tokenizer inside a GGUF model: as tokenizer.json text, or ready to use.</summary>
/// <remarks>
/// A GGUF carries tokens, their types and merges, but only the <em>name</em> of its pre-tokenizer: what the name stands for is known here
/// for most names of llama.cpp's; <c>default</c>, or no name, is read as GPT-2's. The kinds <c>llama</c>, SentencePiece's BPE, and
/// <c>t5</c>, its unigram model, have scores in place of merges and no such name.
/// Another name is an error: a wrong guess would give other ids without a word. Stateless.
/// Source of the keys: ggml's docs/gguf.md; of the names and their meaning: llama.cpp and the published tokenizer.json of those models.
/// </remarks>
public static class GgufTokenizer
{
    private const string TypesKey = "tokenizer.ggml.token_type";
    private const int Control = 3, UserDefined = 4, Unused = 5, Unknown = 2, Normal = 1;

    /// <summary>Writes the tokenizer as a tokenizer.json that <see cref="Tokenizer.LoadJson(ReadOnlySpan{byte})"/> and Hugging Face's
    /// library read.</summary>
    /// <exception cref="TokenizerException">EA3040, EA3041: a kind of tokenizer or pre-tokenizer that is not supported. EA3042: its
    /// metadata is missing or malformed.</exception>
    public static string ToTokenizerJson(GgufHeader header) => Encoding.UTF8.GetString(ToUtf8(header).Span);

    /// <summary>Loads the tokenizer.</summary>
    /// <exception cref="TokenizerException">As <see cref="ToTokenizerJson"/>, or as
    /// <see cref="Tokenizer.LoadJson(ReadOnlySpan{byte})"/> where tokens or merges contradict each other.</exception>
    public static Tokenizer Load(GgufHeader header) => Tokenizer.LoadJson(ToUtf8(header).Span);

    private static ReadOnlyMemory<byte> ToUtf8(GgufHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        header.TryGetString("tokenizer.ggml.model", out string? model);
        if (model == "llama") return GgufSentencePiece.ToUtf8(header);
        if (model == "t5") return GgufSentencePiece.UnigramToUtf8(header);
        if (model != "gpt2") throw TokenizerErrors.UnsupportedGguf(model, header.Files[0]);
        GgufPreTokenizer preTokenizer = GgufPreTokenizer.Find(header);
        string[] tokens = Strings(header, "tokenizer.ggml.tokens");
        string[] merges = Strings(header, "tokenizer.ggml.merges");
        int[] types = Types(header, tokens.Length);
        int odd = Array.FindIndex(types, static type => type is not (Normal or Control or UserDefined or Unused or Unknown));
        if (odd >= 0)
            throw TokenizerErrors.BadGguf($"Token {odd} has the type {types[odd]}, which a byte-level tokenizer does not know.",
                header.Files[0], TypesKey);
        return TokenizerJsonWriter.Write(tokens.Length * 48, json =>
        {
            TokenizerJsonWriter.WriteAddedTokens(json, Enumerable.Range(0, tokens.Length).Where(id => IsAdded(types[id]))
                .Select(id => (id, tokens[id], types[id] != UserDefined)));
            preTokenizer.Write(json);
            (var before, var after) = Around(header, tokens, preTokenizer.BeginsText);
            TokenizerJsonWriter.WritePostProcessor(json, before, after);
            WriteModel(json, tokens, types, merges, preTokenizer);
        });
    }

    /// <summary>A beginning-of-text or end-of-text token where the model asks for it.</summary>
    internal static ((string Token, int Id)? Before, (string Token, int Id)? After) Around(GgufHeader header, string[] tokens, bool begins)
        => (Flag(header, "tokenizer.ggml.add_bos_token", begins) ? TokenAt(header, "tokenizer.ggml.bos_token_id", tokens) : null,
            Flag(header, "tokenizer.ggml.add_eos_token", missing: false) ? TokenAt(header, "tokenizer.ggml.eos_token_id", tokens) : null);

    private static void WriteModel(Utf8JsonWriter json, string[] tokens, int[] types, string[] merges, GgufPreTokenizer preTokenizer)
    {
        json.WriteStartObject("model");
        json.WriteString("type", "BPE");
        foreach (string none in (ReadOnlySpan<string>)["dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix"])
            json.WriteNull(none);
        json.WriteBoolean("fuse_unk", false);
        json.WriteBoolean("byte_fallback", false);
        json.WriteBoolean("ignore_merges", preTokenizer.IgnoreMerges);
        json.WriteStartObject("vocab");
        int end = EndOfVocabulary(types);
        for (int id = 0; id < end; id++)
            if (types[id] != Unused) json.WriteNumber(tokens[id], id);
        json.WriteEndObject();
        json.WriteStartArray("merges");
        foreach (string merge in merges) json.WriteStringValue(merge);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Added tokens that follow everything else stand in <c>added_tokens</c> alone, as makers publish it; others need their id in
    /// the vocabulary too.</summary>
    private static int EndOfVocabulary(int[] types)
    {
        int end = types.Length;
        while (end > 0 && types[end - 1] == Unused) end--;
        int added = end;
        while (added > 0 && IsAdded(types[added - 1])) added--;
        return types.AsSpan(0, added).Contains(Unused) ? end : added;   // with a gap before them their ids would not follow
    }

    private static bool IsAdded(int type) => type is Control or UserDefined or Unknown;

    internal static bool Flag(GgufHeader header, string key, bool missing)
        => header.Metadata.TryGetValue(key, out GgufValue? value) && value.TryGetBool(out bool flag) ? flag : missing;

    private static (string Token, int Id) TokenAt(GgufHeader header, string key, string[] tokens)
        => header.TryGetInt64(key, out long id) && id >= 0 && id < tokens.Length ? (tokens[id], (int)id)
            : throw TokenizerErrors.BadGguf("A token is asked for before or after texts, but no id of the vocabulary is given for it.",
                header.Files[0], key);

    internal static string[] Strings(GgufHeader header, string key)
        => header.Metadata.TryGetValue(key, out GgufValue? value) && value.TryGetStrings(out string[] strings) ? strings
            : throw TokenizerErrors.BadGguf("An array of strings is expected here.", header.Files[0], key);

    internal static int[] Types(GgufHeader header, int count)
    {
        if (!header.Metadata.TryGetValue(TypesKey, out GgufValue? value)) return [.. Enumerable.Repeat(Normal, count)];
        if (!value.TryGetInt32s(out int[] types) || types.Length != count)
            throw TokenizerErrors.BadGguf($"An array of {count} integers is expected here, one for each token.", header.Files[0], TypesKey);
        return types;
    }
}
