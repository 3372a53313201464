using EdgeAgent.Tokenizers.Bpe;
using EdgeAgent.Tokenizers.Unigram;

namespace EdgeAgent.Tokenizers.Json;

/// <summary>Makes a unigram model from the tables of its file.</summary>
internal static class UnigramReader
{
    /// <summary>The model.</summary>
    /// <param name="file">The file, whose model has scores.</param>
    /// <param name="added">The added tokens; those that are special are not found in texts.</param>
    /// <param name="bytes">The tokens' bytes.</param>
    /// <param name="byteTokens">By byte: its token, or -1.</param>
    /// <param name="marked">Whether texts have U+2581 for spaces.</param>
    /// <param name="split">Whether each space begins a text of its own.</param>
    public static UnigramModel Create(TokenizerFile file, IReadOnlyList<AddedToken> added, TokenTable bytes, int[] byteTokens, bool marked,
        bool split)
    {
        TokenTable vocabulary = file.Vocabulary;
        HashSet<int> special = [.. added.Where(static token => token.IsSpecial).Select(static token => token.Id)];
        IEnumerable<(byte[] Piece, int Id)> pieces = Enumerable.Range(0, vocabulary.Size)
            .Where(id => !special.Contains(id) && !(marked && vocabulary[id].Contains((byte)' ')))
            .Select(id => (Form(id), id));
        return new UnigramModel(new PieceTrie(pieces), file.Scores!, file.Scores!.Min())
        {
            Vocabulary = vocabulary,
            Bytes = bytes,
            SpacesAreMarked = marked,
            SplitsBeforeSpaces = split,
            ByteTokens = byteTokens,
            UnknownToken = file.UnknownToken(),
        };

        byte[] Form(int id)
        {
            byte[] piece = vocabulary[id].ToArray();
            return marked ? piece.AsSpan(0, SpaceMark.CopyAsSpaces(vocabulary[id], piece)).ToArray() : piece;
        }
    }
}
