using System.Globalization;
using System.Text;
using EdgeAgent.Tokenizers.Bpe;
using EdgeAgent.Tokenizers.Decoding;
using EdgeAgent.Tokenizers.Normalizers;

namespace EdgeAgent.Tokenizers.Json;

/// <summary>What a SentencePiece-style decoder does, in the one order that is supported.</summary>
internal sealed class PieceDecoderSteps
{
    /// <summary>Replaced in every token, one after the other.</summary>
    public List<TextReplaceNormalizer> Replacements { get; } = [];

    /// <summary>Whether <c>&lt;0xNN&gt;</c> is a byte.</summary>
    public bool ByteFallback { get; set; }

    /// <summary>How many spaces are dropped at the beginning of the text.</summary>
    public int StripStart { get; set; }

    /// <summary>Whether the first token loses its spaces.</summary>
    public bool FirstLosesSpaces { get; set; }

    /// <summary>The bytes of every token, and what joining them needs to know beside.</summary>
    public (TokenTable Bytes, PieceDecoding Decoding) Apply(TokenTable vocabulary, IReadOnlyList<AddedToken> added)
    {
        int size = Math.Max(vocabulary.Size, added.Count == 0 ? 0 : added.Max(static token => token.Id) + 1);
        var table = new TokenTable(size);
        var isByte = new bool[size];
        var losesSpaces = new bool[size];
        Span<byte> one = stackalloc byte[1];
        for (int id = 0; id < vocabulary.Size; id++)
            if (vocabulary.Contains(id)) Add(id, vocabulary[id], one);
        foreach (AddedToken token in added)
        {
            if (!vocabulary.Contains(token.Id)) Add(token.Id, Encoding.UTF8.GetBytes(token.Content), one);
            losesSpaces[token.Id] = false;
        }
        return (table, new PieceDecoding { IsByte = isByte, StripStart = StripStart, FirstLosesSpaces = FirstLosesSpaces ? losesSpaces : null });

        void Add(int id, ReadOnlySpan<byte> token, Span<byte> one)
        {
            losesSpaces[id] = true;
            token = Replaced(token);
            if (ByteFallback && TryReadByte(token, out one[0]))
            {
                isByte[id] = true;
                token = one;
            }
            table.Add(id, token, findable: false);
        }
    }

    private ReadOnlySpan<byte> Replaced(ReadOnlySpan<byte> token)
    {
        foreach (TextReplaceNormalizer replacement in Replacements)
            if (!replacement.LeavesAsIs(token)) token = replacement.Normalize(token);
        return token;
    }

    private static bool TryReadByte(ReadOnlySpan<byte> token, out byte value)
    {
        value = 0;
        return token.Length == 6 && token.StartsWith("<0x"u8) && token[5] == '>'
            && byte.TryParse(token[3..5], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }
}
