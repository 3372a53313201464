using EdgeAgent.Tokenizers.Bpe;
using EdgeAgent.Tokenizers.Pipeline;
using EdgeAgent.Tokenizers.PreTokenizers;

namespace EdgeAgent.Tokenizers.Offsets;

/// <summary>Encodes as <see cref="PipelineTokenizer"/> does, step by step the same, but slower: it keeps what each byte stands for.</summary>
/// <remarks>Stateless and thread-safe. What tokens stand for is as in Hugging Face's library, but see
/// <see cref="Tokenizer.EncodeWithOffsets"/>.</remarks>
internal sealed class OffsetEncoder(PipelineParts parts, AddedTokenMatcher? rawTokens, AddedTokenMatcher? normalizedTokens)
{
    public EncodedText Encode(ReadOnlySpan<byte> utf8, EncodeOptions options, EncodeWorkspace workspace)
    {
        var tokens = new TokenRanges(options.MaxTokens);
        int[] before = options.AddSpecialTokens ? parts.Before : [];
        tokens.AddRange(before);
        EncodeText(new AlignedText(utf8), options, workspace, tokens);
        foreach (OffsetTrim trim in parts.OffsetTrims)
            tokens.Trim(options.AddSpecialTokens ? trim : trim with { TokensBefore = 0 }, before.Length, utf8);
        if (options.AddSpecialTokens) tokens.AddRange(parts.After);
        return tokens.ToText();
    }

    private void EncodeText(AlignedText text, EncodeOptions options, EncodeWorkspace workspace, TokenRanges tokens)
    {
        if (rawTokens is null || options.AddedTokens == AddedTokenMatching.None)
        {
            EncodeStretch(text, options, workspace, tokens);
            return;
        }
        var scanner = new AddedTokenScanner(rawTokens, text.Bytes, options.AddedTokens, options.DropDataMarks);
        while (scanner.MoveNext())
        {
            AlignedText part = text.Slice(scanner.Start, scanner.End);
            if (scanner.Token is not null) AddToken(scanner.Token, part, tokens);
            else EncodeStretch(part, options, workspace, tokens);
        }
    }

    private void EncodeStretch(AlignedText text, EncodeOptions options, EncodeWorkspace workspace, TokenRanges tokens)
    {
        Normalizers.Normalizer? normalizer = options.Continues ? parts.ContinuingNormalizer : parts.Normalizer;
        bool beginsText = text.BeginsOriginal;
        if (normalizedTokens is null || options.AddedTokens == AddedTokenMatching.None)
        {
            if (options.DropDataMarks) text = text.Without(DataMarks.Utf8);
            EncodeOrdinary(text.Normalize(normalizer), beginsText, options, workspace, tokens);
            return;
        }
        text = text.Normalize(normalizer);
        Normalizers.Normalizer? again = normalizer is { IsIdempotent: true } ? normalizer : null;
        var scanner = new AddedTokenScanner(normalizedTokens, text.Bytes, options.AddedTokens, options.DropDataMarks);
        while (scanner.MoveNext())
        {
            AlignedText part = text.Slice(scanner.Start, scanner.End);
            if (scanner.Token is not null)
            {
                AddToken(scanner.Token, part, tokens);
                continue;
            }
            if (options.DropDataMarks) part = part.Without(DataMarks.Utf8);
            EncodeOrdinary(part.Normalize(again), beginsText && scanner.Start == 0, options, workspace, tokens);
        }
    }

    private void EncodeOrdinary(AlignedText text, bool beginsText, EncodeOptions options, EncodeWorkspace workspace, TokenRanges tokens)
    {
        bool prefix = !options.Continues
            && (parts.Prefix == PrefixScheme.Always || (parts.Prefix == PrefixScheme.First && beginsText));
        long budget = PreTokenizers.Patterns.PatternFinder.Budget(text.Bytes.Length);
        Split(0, text, prefix, workspace, ref budget, tokens);
    }

    private void Split(int level, AlignedText text, bool prefix, EncodeWorkspace workspace, ref long budget, TokenRanges tokens)
    {
        if (text.Bytes.Length == 0) return;
        if (level == parts.PrefixLevel)
        {
            if (prefix && !parts.BeginsWithSpace(text.Bytes)) text = text.PrefixedBySpace();
            if (parts.WritesMarks) text = text.Marked();
        }
        if (level == parts.Splitters.Length)
        {
            EncodePiece(text, workspace, tokens);
            return;
        }
        Splitter splitter = parts.Splitters[level];
        for (int start = 0; start < text.Bytes.Length;)
        {
            int end = splitter.EndOfPiece(text.Bytes, start, ref budget);
            if (end >= 0) Split(level + 1, text.Slice(start, end), prefix, workspace, ref budget, tokens);
            start = end < 0 ? ~end : end;
            prefix = parts.Prefix == PrefixScheme.Always;
        }
    }

    private void EncodePiece(AlignedText piece, EncodeWorkspace workspace, TokenRanges tokens)
    {
        var ids = new IdBuffer(int.MaxValue);
        try
        {
            parts.Model.Encode(piece.Bytes, workspace.Words, ref ids);
            var ranges = new ByteRange[ids.Count];
            parts.Model.Locate(piece.Bytes, ids.Ids, ranges);
            for (int i = 0; i < ranges.Length; i++)
                tokens.Add(ids.Ids[i], piece.Range(ranges[i].Start, ranges[i].End), parts.Model.Vocabulary[ids.Ids[i]]);
        }
        finally
        {
            ids.Dispose();
        }
    }

    private static void AddToken(AddedToken token, AlignedText text, TokenRanges tokens)
        => tokens.Add(token.Id, text.Range(0, text.Bytes.Length), text.Bytes);
}
