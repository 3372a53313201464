using System.Text;
using EdgeAgent.Tokenizers.Json;

namespace EdgeAgent.Tokenizers.SentencePiece;

/// <summary>A SentencePiece <c>tokenizer.model</c>: as tokenizer.json text, or ready to use.</summary>
/// <remarks>
/// <para>Models of the kinds BPE and unigram are read, also with byte fallback; words and characters are refused by name, and so are BPE
/// models that rewrite characters or white space before. Special tokens and user-defined pieces in a text are recognised first, as a
/// tokenizer.json does; what is around one is a text of its own, to which the space in front comes again.</para>
/// <para>BPE: of equal scores, where SentencePiece takes the leftmost pair, the piece with the lower id goes first, as in Hugging Face's
/// converter; trained models have no equal scores.</para>
/// <para>Unigram: <see cref="Load"/> does what SentencePiece does, with its single-precision sums; <see cref="ToTokenizerJson"/> writes
/// what Hugging Face's converter writes, whose <c>Precompiled</c> normalizer treats a few combinations of characters otherwise.</para>
/// <para>Stateless. Source of the format: sentencepiece_model.proto.</para>
/// </remarks>
public static class SentencePieceModel
{
    /// <summary>Writes the model as a tokenizer.json that <see cref="Tokenizer.LoadJson(ReadOnlySpan{byte})"/> and Hugging Face's library
    /// read.</summary>
    /// <param name="model">The bytes of the file.</param>
    /// <exception cref="TokenizerException">EA3050: the bytes are damaged. EA3011: its map of characters is. EA3051: the model is of a kind,
    /// or asks for something, that is not supported.</exception>
    public static string ToTokenizerJson(ReadOnlySpan<byte> model)
    {
        SentencePieceFile file = SentencePieceFile.Read(model);
        return Encoding.UTF8.GetString((file.IsUnigram ? Unigram(file).ToTokenizerJson() : BpeToUtf8(file)).Span);
    }

    /// <summary>Loads the bytes of a model. <see cref="Tokenizer.Load"/> loads its file.</summary>
    /// <inheritdoc cref="ToTokenizerJson"/>
    public static Tokenizer Load(ReadOnlySpan<byte> model)
    {
        SentencePieceFile file = SentencePieceFile.Read(model);
        return file.IsUnigram ? UnigramSentencePiece.Load(file) : TokenizerJsonLoader.Load(BpeToUtf8(file).Span);
    }

    /// <summary>Whether a file's beginning is that of a model: its first piece, not JSON with a line end before it.</summary>
    internal static bool IsModel(ReadOnlySpan<byte> file)
        => file.Length > 3 && file[0] == 0x0A && file[2] == 0x0A && !file.TrimStart(" \t\r\n"u8).StartsWith("{"u8);

    private static ReadOnlyMemory<byte> BpeToUtf8(SentencePieceFile file)
    {
        if (file.CharacterMap is not null)
            throw TokenizerErrors.UnsupportedSentencePiece("A table of characters to normalize is not supported before BPE.",
                "normalizer_spec.precompiled_charsmap");
        if (file.RemovesSpaces || !file.MarksSpaces)
            throw TokenizerErrors.UnsupportedSentencePiece(
                "Removing extra white space, or leaving spaces as they are, is not supported before BPE.", "normalizer_spec");
        return new PieceVocabulary
        {
            Pieces = [.. file.Pieces.Select(static piece => piece.Piece)],
            Scores = [.. file.Pieces.Select(static piece => piece.Score)],
            Types = [.. file.Pieces.Select(static piece => piece.Type)],
            AddsSpace = file.AddsSpace,
            Before = file.Before,
            Bad = static (what, id) => TokenizerErrors.UnsupportedSentencePiece(what, $"pieces[{id}]"),
        }.ToTokenizerJson();
    }

    private static UnigramVocabulary Unigram(SentencePieceFile file) => new()
    {
        Pieces = [.. file.Pieces.Select(static piece => piece.Piece)],
        Scores = [.. file.Pieces.Select(static piece => piece.Score)],
        Types = [.. file.Pieces.Select(static piece => piece.Type)],
        CharacterMap = file.CharacterMapBytes,
        AddsSpace = file.AddsSpace,
        RemovesSpaces = file.RemovesSpaces,
        MarksSpaces = file.MarksSpaces,
        Before = file.Before,
        Unsupported = static (what, id) => TokenizerErrors.UnsupportedSentencePiece(what, id < 0 ? "normalizer_spec" : $"pieces[{id}]"),
    };
}
