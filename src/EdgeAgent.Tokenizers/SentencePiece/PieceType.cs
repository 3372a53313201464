namespace EdgeAgent.Tokenizers.SentencePiece;

/// <summary>What a piece is; the numbers are those of SentencePiece's model format and of GGUF.</summary>
internal enum PieceType
{
    Normal = 1,
    Unknown = 2,
    Control = 3,
    UserDefined = 4,
    Unused = 5,
    Byte = 6,
}
