using System.Text;
using EdgeAgent.Tokenizers.Json;

namespace EdgeAgent.Tokenizers.SentencePiece;

/// <summary>A SentencePiece <c>tokenizer.model</c>: as tokenizer.json text, or ready to use.</summary>
/// <remarks>
/// Models of the kind BPE are read, also with byte fallback; the other kinds (unigram, word, character) and models that rewrite characters
/// or white space before are refused by name. Special tokens in a text are recognised, as a tokenizer.json does and SentencePiece itself
/// does not; after one, the space in front comes again. Of equal scores, where SentencePiece takes the leftmost pair, the piece with the
/// lower id goes first, as in Hugging Face's converter; trained models have no equal scores. Stateless.
/// Source of the format: sentencepiece_model.proto.
/// </remarks>
public static class SentencePieceModel
{
    private const int Bpe = 2;
    private static readonly string[] s_kinds = ["0", "unigram", "BPE", "word", "character"];

    /// <summary>Writes the model as a tokenizer.json that <see cref="Tokenizer.LoadJson"/> and Hugging Face's library read.</summary>
    /// <param name="model">The bytes of the file.</param>
    /// <exception cref="TokenizerException">EA3050: the bytes are damaged. EA3051: the model is of a kind, or asks for something, that is not
    /// supported.</exception>
    public static string ToTokenizerJson(ReadOnlySpan<byte> model) => Encoding.UTF8.GetString(ToUtf8(model).Span);

    /// <summary>Loads the bytes of a model. <see cref="Tokenizer.Load"/> loads its file.</summary>
    /// <inheritdoc cref="ToTokenizerJson"/>
    public static Tokenizer Load(ReadOnlySpan<byte> model) => TokenizerJsonLoader.Load(ToUtf8(model).Span);

    /// <summary>Whether a file's beginning is that of a model: its first piece, not JSON with a line end before it.</summary>
    internal static bool IsModel(ReadOnlySpan<byte> file)
        => file.Length > 3 && file[0] == 0x0A && file[2] == 0x0A && !file.TrimStart(" \t\r\n"u8).StartsWith("{"u8);

    private static ReadOnlyMemory<byte> ToUtf8(ReadOnlySpan<byte> model)
    {
        List<(string Piece, float Score, PieceType Type)> pieces = [];
        (int kind, int bos) = (1, 1);
        bool addsSpace = true, removesSpaces = true, marksSpaces = true;
        var reader = new ProtobufReader(model, "the model");
        while (reader.Read())
        {
            if (reader.Field == 1) pieces.Add(ReadPiece(reader.Bytes(), pieces.Count));
            else if (reader.Field == 2) ReadTrainer(reader.Bytes(), ref kind, ref bos);
            else if (reader.Field == 3) ReadNormalizer(reader.Bytes(), ref addsSpace, ref removesSpaces, ref marksSpaces);
        }
        if (pieces.Count == 0) throw TokenizerErrors.BadSentencePiece("The model has no pieces.", "pieces");
        if (kind != Bpe)
            throw TokenizerErrors.UnsupportedSentencePiece(
                $"SentencePiece models of the kind {(kind > 0 && kind < s_kinds.Length ? s_kinds[kind] : kind)} are not supported.",
                "trainer_spec.model_type");
        if (removesSpaces || !marksSpaces)
            throw TokenizerErrors.UnsupportedSentencePiece("Removing extra white space, or leaving spaces as they are, is not supported.",
                "normalizer_spec");
        return new PieceVocabulary
        {
            Pieces = [.. pieces.Select(static piece => piece.Piece)],
            Scores = [.. pieces.Select(static piece => piece.Score)],
            Types = [.. pieces.Select(static piece => piece.Type)],
            AddsSpace = addsSpace,
            Before = bos >= 0 && bos < pieces.Count && pieces[bos].Type == PieceType.Control ? (pieces[bos].Piece, bos) : null,
            Bad = static (what, id) => TokenizerErrors.UnsupportedSentencePiece(what, $"pieces[{id}]"),
        }.ToTokenizerJson();
    }

    private static (string Piece, float Score, PieceType Type) ReadPiece(ReadOnlySpan<byte> message, int id)
    {
        (string Piece, float Score, PieceType Type) piece = ("", 0, PieceType.Normal);
        var reader = new ProtobufReader(message, $"pieces[{id}]");
        while (reader.Read())
        {
            if (reader.Field == 1) piece.Piece = reader.String();
            else if (reader.Field == 2) piece.Score = reader.Single();
            else if (reader.Field == 3) piece.Type = (PieceType)reader.Int32();
        }
        if (!Enum.IsDefined(piece.Type) || piece.Piece.Length == 0 || float.IsNaN(piece.Score))
            throw TokenizerErrors.BadSentencePiece("The piece is empty, or has a type or score that is none.", $"pieces[{id}]");
        return piece;
    }

    private static void ReadTrainer(ReadOnlySpan<byte> message, ref int kind, ref int bos)
    {
        const int ModelType = 3, SpaceAsSuffix = 24, BosId = 41;
        var reader = new ProtobufReader(message, "trainer_spec");
        while (reader.Read())
        {
            if (reader.Field == ModelType) kind = reader.Int32();
            else if (reader.Field == BosId) bos = reader.Int32();
            else if (reader.Field == SpaceAsSuffix && reader.Bool())
                throw TokenizerErrors.UnsupportedSentencePiece("White space at the end of words is not supported.",
                    "trainer_spec.treat_whitespace_as_suffix");
        }
    }

    private static void ReadNormalizer(ReadOnlySpan<byte> message, ref bool addsSpace, ref bool removesSpaces, ref bool marksSpaces)
    {
        const int CharacterMap = 2, AddDummyPrefix = 3, RemoveExtraWhitespaces = 4, EscapeWhitespaces = 5;
        var reader = new ProtobufReader(message, "normalizer_spec");
        while (reader.Read())
        {
            if (reader.Field == AddDummyPrefix) addsSpace = reader.Bool();
            else if (reader.Field == RemoveExtraWhitespaces) removesSpaces = reader.Bool();
            else if (reader.Field == EscapeWhitespaces) marksSpaces = reader.Bool();
            else if (reader.Field == CharacterMap && reader.Bytes().Length > 0)
                throw TokenizerErrors.UnsupportedSentencePiece("A table of characters to normalize is not supported.",
                    "normalizer_spec.precompiled_charsmap");
        }
    }
}
