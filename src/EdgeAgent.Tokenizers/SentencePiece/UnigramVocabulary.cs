using System.Text.Json;
using EdgeAgent.Tokenizers.Bpe;
using EdgeAgent.Tokenizers.Json;

namespace EdgeAgent.Tokenizers.SentencePiece;

/// <summary>A SentencePiece unigram vocabulary, and the tokenizer.json that does the same, as Hugging Face's converter writes it.</summary>
internal sealed class UnigramVocabulary
{
    /// <summary>The pieces by id.</summary>
    public required string[] Pieces { get; init; }

    /// <summary>By id: the logarithm of its probability.</summary>
    public required float[] Scores { get; init; }

    /// <summary>By id.</summary>
    public required PieceType[] Types { get; init; }

    /// <summary>The map of characters to normalize; empty if there is none.</summary>
    public required byte[] CharacterMap { get; init; }

    /// <summary>Whether a space goes before every text.</summary>
    public required bool AddsSpace { get; init; }

    /// <summary>Whether spaces at the ends vanish, and several become one.</summary>
    public required bool RemovesSpaces { get; init; }

    /// <summary>Whether spaces become U+2581.</summary>
    public required bool MarksSpaces { get; init; }

    /// <summary>The token before every text, or null.</summary>
    public (string Token, int Id)? Before { get; init; }

    /// <summary>The token after every text, or null.</summary>
    public (string Token, int Id)? After { get; init; }

    /// <summary>Makes the error for what is not supported: what it is, and the id of the piece or -1.</summary>
    public required Func<string, int, TokenizerException> Unsupported { get; init; }

    /// <summary>Writes the tokenizer.json.</summary>
    public ReadOnlyMemory<byte> ToTokenizerJson()
    {
        if (!MarksSpaces) throw Unsupported("Leaving spaces as they are is not supported in a tokenizer.json.", -1);
        int count = Pieces.Length, unused = Array.IndexOf(Types, PieceType.Unused);
        while (count > 0 && Types[count - 1] == PieceType.Unused) count--;   // those behind all others may as well be missing
        if (unused >= 0 && unused < count)   // nothing in a tokenizer.json keeps another from being found
            throw Unsupported($"The unused piece '{Pieces[unused]}' is not supported in a tokenizer.json.", unused);
        return TokenizerJsonWriter.Write(Pieces.Length * 64 + CharacterMap.Length * 2, json =>
        {
            TokenizerJsonWriter.WriteAddedTokens(json, Enumerable.Range(0, count)
                .Where(id => Types[id] is PieceType.Control or PieceType.UserDefined or PieceType.Unknown)
                .Select(id => (id, Pieces[id], Types[id] != PieceType.UserDefined)));
            WriteNormalizer(json);
            WritePreTokenizer(json);
            TokenizerJsonWriter.WritePostProcessor(json, Before, After);
            PieceVocabulary.WriteDecoder(json, AddsSpace);
            WriteModel(json, count);
        });
    }

    private void WriteNormalizer(Utf8JsonWriter json)
    {
        json.WriteStartObject("normalizer");
        json.WriteString("type", "Sequence");
        json.WriteStartArray("normalizers");
        if (CharacterMap.Length > 0)
        {
            json.WriteStartObject();
            json.WriteString("type", "Precompiled");
            json.WriteBase64String("precompiled_charsmap", CharacterMap);
            json.WriteEndObject();
        }
        if (RemovesSpaces)
        {
            json.WriteStartObject();
            json.WriteString("type", "Strip");
            json.WriteBoolean("strip_left", !AddsSpace);   // with a space in front, those at the beginning become it
            json.WriteBoolean("strip_right", true);
            json.WriteEndObject();
            json.WriteStartObject();
            json.WriteString("type", "Replace");
            json.WriteStartObject("pattern");
            json.WriteString("Regex", " {2,}");
            json.WriteEndObject();
            json.WriteString("content", SpaceMark.Text);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WritePreTokenizer(Utf8JsonWriter json)
    {
        json.WriteStartObject("pre_tokenizer");
        json.WriteString("type", "Metaspace");
        json.WriteString("replacement", SpaceMark.Text);
        json.WriteString("prepend_scheme", AddsSpace ? "always" : "never");
        // Where no piece reaches over a space, a text may be cut there.
        json.WriteBoolean("split", !Pieces.Any(static piece => piece.IndexOf(SpaceMark.Text, 1, StringComparison.Ordinal) > 0));
        json.WriteEndObject();
    }

    private void WriteModel(Utf8JsonWriter json, int count)
    {
        json.WriteStartObject("model");
        json.WriteString("type", "Unigram");
        int unknown = Array.IndexOf(Types, PieceType.Unknown);
        if (unknown < 0) json.WriteNull("unk_id");
        else json.WriteNumber("unk_id", unknown);
        json.WriteStartArray("vocab");
        for (int id = 0; id < count; id++)
        {
            json.WriteStartArray();
            json.WriteStringValue(Pieces[id]);
            json.WriteNumberValue((double)Scores[id]);
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.WriteBoolean("byte_fallback", Types.Contains(PieceType.Byte));
        json.WriteEndObject();
    }
}
