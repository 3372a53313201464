namespace EdgeAgent.Tokenizers.Offsets;

/// <summary>What tokens stand for where their bytes joined are the text: all that is known of an application's own tokenizer.</summary>
internal static class JoinedTokens
{
    public static EncodedText Locate(Tokenizer tokenizer, ReadOnlySpan<byte> utf8, int[] ids)
    {
        var text = new AlignedText(utf8);
        var spans = new TextSpan[ids.Length];
        int at = 0;
        for (int i = 0; i < ids.Length; i++)
        {
            ReadOnlySpan<byte> bytes = tokenizer.TokenBytes(ids[i]);
            if (bytes.IsEmpty || !utf8[at..].StartsWith(bytes)) throw TokenizerErrors.NoOffsets(i);
            spans[i] = text.Range(at, at + bytes.Length).ToSpan();
            at += bytes.Length;
        }
        return at == utf8.Length ? new(ids, spans) : throw TokenizerErrors.NoOffsets(ids.Length);
    }
}
