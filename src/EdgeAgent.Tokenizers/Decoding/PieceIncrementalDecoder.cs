namespace EdgeAgent.Tokenizers.Decoding;

/// <summary>The decoder of one stream of SentencePiece-style tokens.</summary>
/// <remarks>
/// A character is given out with its last byte. A whole decode knows more: it makes <em>every</em> byte of a run of byte tokens U+FFFD where
/// the run as a whole is not UTF-8, also for characters of that run that were whole and are already given out here. Where all runs are
/// UTF-8, both give the same text.
/// </remarks>
internal sealed class PieceIncrementalDecoder(Tokenizer tokenizer, PieceDecoding decoding, bool skipSpecialTokens) : IncrementalDecoder
{
    private readonly Utf8Assembler _characters = new();
    private int _strip = decoding.StripStart;   // how many spaces may still be dropped
    private bool _first = true;

    public override string Append(int id)
    {
        if (skipSpecialTokens && tokenizer.IsSpecial(id)) return "";
        ReadOnlySpan<byte> bytes = tokenizer.TokenBytes(id);
        if (bytes.IsEmpty) return "";
        if (_first) bytes = decoding.First(id, bytes);
        _first = false;
        return Strip(_characters.Append(bytes));
    }

    public override string Flush()
    {
        string tail = new('\uFFFD', _characters.Drop());
        (_strip, _first) = (decoding.StripStart, true);
        return tail;
    }

    private string Strip(string text)
    {
        if (_strip == 0 || text.Length == 0) return text;
        int spaces = 0;
        while (spaces < _strip && spaces < text.Length && text[spaces] == ' ') spaces++;
        _strip = spaces < text.Length ? 0 : _strip - spaces;
        return text[spaces..];
    }
}
