using EdgeAgent.Tokenizers.Normalizers;

namespace EdgeAgent.Tokenizers.SentencePiece;

/// <summary>What a SentencePiece model says. Source of the format: sentencepiece_model.proto.</summary>
internal sealed class SentencePieceFile
{
    private const int Unigram = 1, Bpe = 2;
    private static readonly string[] s_kinds = ["0", "unigram", "BPE", "word", "character"];

    private int _kind = Unigram;
    private int _beginning = 1;

    private SentencePieceFile()
    {
    }

    /// <summary>The pieces by id.</summary>
    public List<(string Piece, float Score, PieceType Type)> Pieces { get; } = [];

    /// <summary>Whether it is a unigram model; otherwise it is BPE.</summary>
    public bool IsUnigram => _kind == Unigram;

    /// <summary>What the unknown token decodes to.</summary>
    public string UnknownSurface { get; private set; } = " \u2047 ";

    /// <summary>The map of characters to normalize, or null.</summary>
    public PrecompiledMap? CharacterMap { get; private set; }

    /// <summary>The same as its bytes; empty if there is none.</summary>
    public byte[] CharacterMapBytes { get; private set; } = [];

    /// <summary>Whether a space goes before every text.</summary>
    public bool AddsSpace { get; private set; } = true;

    /// <summary>Whether spaces at the ends vanish, and several become one.</summary>
    public bool RemovesSpaces { get; private set; } = true;

    /// <summary>Whether spaces become U+2581.</summary>
    public bool MarksSpaces { get; private set; } = true;

    /// <summary>The token before every text, or null.</summary>
    public (string Token, int Id)? Before
        => _beginning >= 0 && _beginning < Pieces.Count && Pieces[_beginning].Type == PieceType.Control
            ? (Pieces[_beginning].Piece, _beginning) : null;

    /// <summary>Reads a model of a kind that is supported.</summary>
    public static SentencePieceFile Read(ReadOnlySpan<byte> model)
    {
        var file = new SentencePieceFile();
        var reader = new ProtobufReader(model, "the model");
        while (reader.Read())
        {
            if (reader.Field == 1) file.Pieces.Add(ReadPiece(reader.Bytes(), file.Pieces.Count));
            else if (reader.Field == 2) file.ReadTrainer(reader.Bytes());
            else if (reader.Field == 3) file.ReadNormalizer(reader.Bytes());
        }
        if (file.Pieces.Count == 0) throw TokenizerErrors.BadSentencePiece("The model has no pieces.", "pieces");
        if (file._kind is not (Unigram or Bpe))
            throw TokenizerErrors.UnsupportedSentencePiece(
                $"SentencePiece models of the kind {s_kinds.ElementAtOrDefault(file._kind) ?? $"{file._kind}"} are not supported.",
                "trainer_spec.model_type");
        return file;
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
        if (!Enum.IsDefined(piece.Type) || piece.Piece.Length == 0 || !float.IsFinite(piece.Score))
            throw TokenizerErrors.BadSentencePiece("The piece is empty, or has a type or score that is none.", $"pieces[{id}]");
        return piece;
    }

    private void ReadTrainer(ReadOnlySpan<byte> message)
    {
        const int ModelType = 3, SpaceAsSuffix = 24, BosId = 41, UnkSurface = 44;
        var reader = new ProtobufReader(message, "trainer_spec");
        while (reader.Read())
        {
            if (reader.Field == ModelType) _kind = reader.Int32();
            else if (reader.Field == BosId) _beginning = reader.Int32();
            else if (reader.Field == UnkSurface) UnknownSurface = reader.String();
            else if (reader.Field == SpaceAsSuffix && reader.Bool())
                throw TokenizerErrors.UnsupportedSentencePiece("White space at the end of words is not supported.",
                    "trainer_spec.treat_whitespace_as_suffix");
        }
    }

    private void ReadNormalizer(ReadOnlySpan<byte> message)
    {
        const int PrecompiledCharsmap = 2, AddDummyPrefix = 3, RemoveExtraWhitespaces = 4, EscapeWhitespaces = 5;
        var reader = new ProtobufReader(message, "normalizer_spec");
        while (reader.Read())
        {
            if (reader.Field == AddDummyPrefix) AddsSpace = reader.Bool();
            else if (reader.Field == RemoveExtraWhitespaces) RemovesSpaces = reader.Bool();
            else if (reader.Field == EscapeWhitespaces) MarksSpaces = reader.Bool();
            else if (reader.Field == PrecompiledCharsmap && reader.Bytes().Length > 0)
            {
                CharacterMapBytes = reader.Bytes().ToArray();
                CharacterMap = PrecompiledMap.TryRead(CharacterMapBytes)
                    ?? throw TokenizerErrors.BadCharacterMap("normalizer_spec.precompiled_charsmap");
            }
        }
    }
}
