using System.Globalization;
using System.Text;
using EdgeAgent.Tokenizers.Bpe;
using EdgeAgent.Tokenizers.Decoding;
using EdgeAgent.Tokenizers.Json;
using EdgeAgent.Tokenizers.Normalizers;
using EdgeAgent.Tokenizers.Pipeline;
using EdgeAgent.Tokenizers.Unigram;

namespace EdgeAgent.Tokenizers.SentencePiece;

/// <summary>Puts together the tokenizer of a SentencePiece unigram model, with SentencePiece's own normalization and sums.</summary>
internal static class UnigramSentencePiece
{
    private const int AllSpaces = 1 << 20;

    public static Tokenizer Load(SentencePieceFile file)
    {
        var vocabulary = new TokenTable(file.Pieces.Count);
        for (int id = 0; id < file.Pieces.Count; id++)
        {
            byte[] piece = Encoding.UTF8.GetBytes(file.Pieces[id].Piece);
            if (vocabulary.TryGetId(piece, out _))
                throw TokenizerErrors.BadSentencePiece($"The piece '{file.Pieces[id].Piece}' is given twice.", $"pieces[{id}]");
            vocabulary.Add(id, piece);
        }
        AddedToken[] added = [.. Enumerable.Range(0, file.Pieces.Count)
            .Where(id => file.Pieces[id].Type is PieceType.Control or PieceType.UserDefined or PieceType.Unknown)
            .Select(id => new AddedToken
            {
                Content = file.Pieces[id].Piece, Id = id, IsSpecial = file.Pieces[id].Type != PieceType.UserDefined,
            })];
        int unknown = file.Pieces.FindIndex(static piece => piece.Type == PieceType.Unknown);
        (TokenTable bytes, PieceDecoding decoding) = Decoding(file, vocabulary, unknown);
        return new PipelineTokenizer(new PipelineParts
        {
            AddedTokens = added,
            Normalizer = Normalizer(file.AddsSpace),
            ContinuingNormalizer = Normalizer(addsSpace: false),
            Splitters = [],
            Model = Model(file, vocabulary, bytes, unknown),
            Decoding = decoding,
            Before = file.Before is { } before ? [before.Id] : [],
        });

        SentencePieceNormalizer Normalizer(bool addsSpace) => new(file.CharacterMap, addsSpace, file.RemovesSpaces, file.MarksSpaces);
    }

    private static UnigramModel Model(SentencePieceFile file, TokenTable vocabulary, TokenTable bytes, int unknown)
    {
        int[] byteTokens = new int[256];
        Array.Fill(byteTokens, -1);
        List<(byte[] Piece, int Id)> pieces = [];
        double lowest = float.MaxValue;
        for (int id = 0; id < file.Pieces.Count; id++)
        {
            (string piece, float score, PieceType type) = file.Pieces[id];
            if (type == PieceType.Byte) byteTokens[ByteOf(piece, id)] = id;
            if (type != PieceType.Normal) continue;
            lowest = Math.Min(lowest, score);
            if (!file.MarksSpaces || !piece.Contains(' ', StringComparison.Ordinal))
                pieces.Add((Encoding.UTF8.GetBytes(file.MarksSpaces ? piece.Replace(SpaceMark.Text, " ", StringComparison.Ordinal) : piece), id));
        }
        return new UnigramModel(new PieceTrie(pieces), [.. file.Pieces.Select(static piece => (double)piece.Score)], lowest)
        {
            Vocabulary = vocabulary,
            Bytes = bytes,
            SpacesAreMarked = file.MarksSpaces,
            SinglePrecision = true,
            ByteTokens = byteTokens,
            UnknownToken = unknown,
        };
    }

    private static (TokenTable Bytes, PieceDecoding Decoding) Decoding(SentencePieceFile file, TokenTable vocabulary, int unknown)
    {
        var bytes = new TokenTable(vocabulary.Size);
        var isByte = new bool[vocabulary.Size];
        for (int id = 0; id < vocabulary.Size; id++)
        {
            (string piece, _, PieceType type) = file.Pieces[id];
            isByte[id] = type == PieceType.Byte;
            bytes.Add(id, isByte[id] ? [(byte)ByteOf(piece, id)]
                : Encoding.UTF8.GetBytes(id == unknown ? file.UnknownSurface : piece.Replace(SpaceMark.Text, " ", StringComparison.Ordinal)),
                findable: false);
        }
        return (bytes, new PieceDecoding { IsByte = isByte, StripStart = file.RemovesSpaces ? AllSpaces : file.AddsSpace ? 1 : 0 });
    }

    private static int ByteOf(string piece, int id)
        => piece.Length == 6 && piece.StartsWith("<0x", StringComparison.Ordinal) && piece[5] == '>'
            && int.TryParse(piece.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value) ? value
            : throw TokenizerErrors.BadSentencePiece($"The piece '{piece}' names no byte.", $"pieces[{id}]");
}
