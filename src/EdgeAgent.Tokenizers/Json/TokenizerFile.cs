using System.Text;
using System.Text.Json;
using EdgeAgent.Tokenizers.Bpe;

namespace EdgeAgent.Tokenizers.Json;

/// <summary>The parts of a tokenizer.json as they stand there: the large tables read straight into place, the rest as JSON.</summary>
internal sealed class TokenizerFile
{
    public JsonPart AddedTokens { get; private set; } = new(default, "/added_tokens");
    public JsonPart Truncation { get; private set; } = new(default, "/truncation");
    public JsonPart Padding { get; private set; } = new(default, "/padding");
    public JsonPart Normalizer { get; private set; } = new(default, "/normalizer");
    public JsonPart PreTokenizer { get; private set; } = new(default, "/pre_tokenizer");
    public JsonPart PostProcessor { get; private set; } = new(default, "/post_processor");
    public JsonPart Decoder { get; private set; } = new(default, "/decoder");

    /// <summary>The model without its vocabulary and merges.</summary>
    public JsonPart Model { get; private set; }

    /// <summary>The model's tokens as the file writes them.</summary>
    public TokenTable Vocabulary { get; private set; } = null!;

    /// <summary>How many tokens the model's vocabulary has.</summary>
    public int VocabularyCount { get; private set; }

    /// <summary>The model's merges; none if it is a unigram model.</summary>
    public MergeTable Merges { get; private set; } = new(0);

    /// <summary>The scores of a unigram model by id; null if it is BPE.</summary>
    public double[]? Scores { get; private set; }

    /// <summary>Reads a whole file.</summary>
    public static TokenizerFile Read(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw TokenizerErrors.Malformed("The file must hold one object.", "/");
        var file = new TokenizerFile();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            if (name == "model") file.ReadModel(ref reader);
            else file.ReadSmall(name, ref reader);
        }
        if (reader.Read())
            throw TokenizerErrors.NotJson("Something follows the object that is the file.", $"byte {reader.TokenStartIndex}");
        if (file.Vocabulary is null) throw TokenizerErrors.Malformed("The model is missing.", "/model");
        return file;
    }

    /// <summary>The id of the model's unknown token; -1 if it has none.</summary>
    public int UnknownToken()
    {
        JsonPart unknown = Model[Scores is null ? "unk_token" : "unk_id"];
        if (unknown.IsNull) return -1;
        if (Scores is not null)
        {
            int piece = unknown.Int32(ModelTables.LargestId);
            return piece < Scores.Length ? piece
                : throw TokenizerErrors.BadVocabulary($"The unknown token {piece} is not in the vocabulary.", unknown.Pointer);
        }
        return Vocabulary.TryGetId(Encoding.UTF8.GetBytes(unknown.String()), out int id) ? id
            : throw TokenizerErrors.BadVocabulary($"The unknown token '{unknown.String()}' is not in the vocabulary.", unknown.Pointer);
    }

    private void ReadSmall(string name, ref Utf8JsonReader reader)
    {
        JsonPart Part(ref Utf8JsonReader reader) => new(JsonElement.ParseValue(ref reader), "/" + name);
        switch (name)
        {
            case "added_tokens": AddedTokens = Part(ref reader); break;
            case "truncation": Truncation = Part(ref reader); break;
            case "padding": Padding = Part(ref reader); break;
            case "normalizer": Normalizer = Part(ref reader); break;
            case "pre_tokenizer": PreTokenizer = Part(ref reader); break;
            case "post_processor": PostProcessor = Part(ref reader); break;
            case "decoder": Decoder = Part(ref reader); break;
            case "version":
                if (reader.TokenType != JsonTokenType.String || !reader.ValueTextEquals("1.0"u8))
                    throw TokenizerErrors.UnsupportedSetting("The file's version is not \"1.0\".", "/version",
                        "Save it again with a current version of Hugging Face's tokenizers library.");
                break;
            default: reader.Skip(); break;   // as Hugging Face's library does
        }
    }

    private void ReadModel(ref Utf8JsonReader reader)
    {
        if (Vocabulary is not null) throw TokenizerErrors.Malformed("The model is given twice.", "/model");
        if (reader.TokenType != JsonTokenType.StartObject) throw TokenizerErrors.Malformed("An object is expected here.", "/model");
        var tables = new ModelTables();
        Model = new(tables.Read(ref reader), "/model");
        CheckModel();
        if (!Model["type"].IsNull && Model.Type == "Unigram")
        {
            (Vocabulary, Scores) = tables.FinishPieces();
            VocabularyCount = Scores.Length;
        }
        else (Vocabulary, Merges, VocabularyCount) = tables.Finish();
    }

    /// <summary>Before the tables are judged: another model has other tables.</summary>
    private void CheckModel()
    {
        if (!Model["type"].IsNull && Model.Type is not ("BPE" or "Unigram"))
            throw TokenizerErrors.UnsupportedComponent("model", Model.Type, "/model/type", "BPE, Unigram");
        foreach (string affix in (ReadOnlySpan<string>)["continuing_subword_prefix", "end_of_word_suffix"])
            if (!Model[affix].IsNullOrEmpty)
                throw TokenizerErrors.UnsupportedSetting($"A {affix} is not supported.", Model[affix].Pointer,
                    "Use a byte-level or SentencePiece-style vocabulary, which has none.");
        if (!Model["dropout"].IsNull && !Model["dropout"].IsZero)
            throw TokenizerErrors.UnsupportedSetting("Dropout makes ids random and is not supported.", "/model/dropout",
                "Set it to null: it is for training.");
    }
}
