using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Unicode;
using EdgeAgent.Tokenizers.Bpe;
using EdgeAgent.Tokenizers.Decoding;
using EdgeAgent.Tokenizers.Normalizers;
using EdgeAgent.Tokenizers.Offsets;
using EdgeAgent.Tokenizers.PreTokenizers;
using EdgeAgent.Tokenizers.PreTokenizers.Patterns;

namespace EdgeAgent.Tokenizers.Pipeline;

/// <summary>A tokenizer as a tokenizer.json describes it: added tokens, normalizer, splitters, model, post-processor, decoder.</summary>
internal sealed partial class PipelineTokenizer : Tokenizer
{
    private readonly PipelineParts _parts;
    private readonly AddedTokenMatcher? _rawTokens;          // looked for in the text as it is
    private readonly AddedTokenMatcher? _normalizedTokens;   // looked for in the normalized text between those
    private readonly Dictionary<string, int> _addedIds;
    private readonly bool[] _special;                        // by id
    private readonly ConcurrentBag<EncodeWorkspace> _workspaces = [];
    private readonly OffsetEncoder _offsets;
    private readonly bool _isPlain;                          // no splitter needs more care than to be asked where pieces end
    private EncodeWorkspace? _workspace;                     // one at hand: the bag costs as much as a short text

    public PipelineTokenizer(PipelineParts parts)
    {
        _parts = parts;
        AddedTokens = [.. parts.AddedTokens.OrderBy(static token => token.Id)];
        VocabularySize = parts.Model.Bytes.Size;
        _addedIds = AddedTokens.ToDictionary(static token => token.Content, static token => token.Id, StringComparer.Ordinal);
        _special = new bool[VocabularySize];
        foreach (AddedToken token in AddedTokens) _special[token.Id] |= token.IsSpecial;
        ILookup<bool, AddedToken> byNormalized = AddedTokens.ToLookup(static token => token.Normalized);
        if (byNormalized.Contains(false)) _rawTokens = new(byNormalized[false], normalizer: null);
        if (byNormalized.Contains(true)) _normalizedTokens = new(byNormalized[true], parts.Normalizer);
        _isPlain = parts.PrefixLevel == 0 && !parts.WritesMarks && parts.Splitters.All(static splitter => splitter.IsPlain);
        _offsets = new OffsetEncoder(parts, _rawTokens, _normalizedTokens);
    }

    public override int VocabularySize { get; }

    public override IReadOnlyList<AddedToken> AddedTokens { get; }

    public override bool IsSpecial(int id) => (uint)id < (uint)_special.Length && _special[id];

    public override ReadOnlySpan<byte> TokenBytes(int id) => _parts.Model.Bytes[id];

    public override int? FindId(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        if (_addedIds.TryGetValue(token, out int id)) return id;
        return _parts.Model.Vocabulary.TryGetId(Encoding.UTF8.GetBytes(token), out id) ? id : null;
    }

    public override int[] Encode(ReadOnlySpan<char> text, EncodeOptions? options = null)
    {
        options ??= s_defaults;
        var ids = new IdBuffer(options.MaxTokens);
        try
        {
            EncodeChars(text, options, ref ids);
            return ids.Ids.ToArray();
        }
        finally
        {
            ids.Dispose();
        }
    }

    public override int CountTokens(ReadOnlySpan<char> text, EncodeOptions? options = null)
    {
        options ??= s_defaults;
        var ids = new IdBuffer(options.MaxTokens);
        try
        {
            EncodeChars(text, options, ref ids);
            return ids.Count;
        }
        finally
        {
            ids.Dispose();
        }
    }

    public override int[] EncodeBytes(ReadOnlySpan<byte> utf8, EncodeOptions? options = null)
    {
        options ??= s_defaults;
        if (utf8.Length > options.MaxLength) throw TokenizerErrors.TooLong(utf8.Length, options.MaxLength, "bytes");
        var ids = new IdBuffer(options.MaxTokens);
        try
        {
            EncodeUtf8(utf8, options, ref ids);
            return ids.Ids.ToArray();
        }
        finally
        {
            ids.Dispose();
        }
    }

    public override EncodedText EncodeBytesWithOffsets(ReadOnlySpan<byte> utf8, EncodeOptions? options = null)
    {
        options ??= s_defaults;
        if (utf8.Length > options.MaxLength) throw TokenizerErrors.TooLong(utf8.Length, options.MaxLength, "bytes");
        return EncodeUtf8WithOffsets(utf8, options);
    }

    private protected override EncodedText EncodeUtf8WithOffsets(ReadOnlySpan<byte> utf8, EncodeOptions options)
    {
        if (!_workspaces.TryTake(out EncodeWorkspace? workspace)) workspace = new();
        try
        {
            return _offsets.Encode(utf8, options, workspace);
        }
        finally
        {
            _workspaces.Add(workspace);
        }
    }

    public override IncrementalDecoder CreateDecoder(bool skipSpecialTokens = false)
        => _parts.Decoding is { } decoding ? new PieceIncrementalDecoder(this, decoding, skipSpecialTokens) : base.CreateDecoder(skipSpecialTokens);

    public override string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens = false)
    {
        if (_parts.Decoding is not null) return PieceDecoder.Decode(this, _parts.Decoding, ids, skipSpecialTokens);
        var bytes = new ArrayBufferWriter<byte>(Math.Max(16, ids.Length * 4));
        foreach (int id in ids)
            if (!skipSpecialTokens || !IsSpecial(id)) bytes.Write(TokenBytes(id));
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static readonly EncodeOptions s_defaults = new();

    private void EncodeChars(ReadOnlySpan<char> text, EncodeOptions options, ref IdBuffer ids)
    {
        if (text.Length > options.MaxLength) throw TokenizerErrors.TooLong(text.Length, options.MaxLength, "chars");
        byte[] utf8 = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetByteCount(text));
        try
        {
            Utf8.FromUtf16(text, utf8, out _, out int length, replaceInvalidSequences: true);
            EncodeUtf8(utf8.AsSpan(0, length), options, ref ids);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(utf8);
        }
    }

    private void EncodeUtf8(ReadOnlySpan<byte> text, EncodeOptions options, ref IdBuffer ids)
    {
        EncodeWorkspace? workspace = Interlocked.Exchange(ref _workspace, null);
        if (workspace is null && !_workspaces.TryTake(out workspace)) workspace = new();
        try
        {
            if (options.AddSpecialTokens) ids.AddRange(_parts.Before);
            EncodeText(text, options, workspace, ref ids);
            if (options.AddSpecialTokens) ids.AddRange(_parts.After);
        }
        finally
        {
            if (Interlocked.CompareExchange(ref _workspace, workspace, null) is not null) _workspaces.Add(workspace);
        }
    }

    private void EncodeText(ReadOnlySpan<byte> text, EncodeOptions options, EncodeWorkspace workspace, ref IdBuffer ids)
    {
        if (_rawTokens is null || options.AddedTokens == AddedTokenMatching.None)
        {
            EncodeStretch(text, beginsText: true, options, workspace, ref ids);
            return;
        }
        var scanner = new AddedTokenScanner(_rawTokens, text, options.AddedTokens, options.DropDataMarks);
        while (scanner.MoveNext())
        {
            if (scanner.Token is not null) ids.Add(scanner.Token.Id);
            else EncodeStretch(scanner.Text, Begin(scanner.Text, text), options, workspace, ref ids);
        }
    }

    /// <summary>A stretch without added tokens of the first kind.</summary>
    private void EncodeStretch(ReadOnlySpan<byte> text, bool beginsText, EncodeOptions options, EncodeWorkspace workspace, ref IdBuffer ids)
    {
        Normalizer? normalizer = options.Continues ? _parts.ContinuingNormalizer : _parts.Normalizer;
        if (_normalizedTokens is null || options.AddedTokens == AddedTokenMatching.None)
        {
            EncodeOrdinary(text, beginsText, normalizer, options, workspace, ref ids);
            return;
        }
        ReadOnlySpan<byte> normalized = normalizer is null || normalizer.LeavesAsIs(text) ? text : normalizer.Normalize(text);
        Normalizer? again = normalizer is { IsIdempotent: true } ? normalizer : null;   // without its marks text may compose differently
        var scanner = new AddedTokenScanner(_normalizedTokens, normalized, options.AddedTokens, options.DropDataMarks);
        while (scanner.MoveNext())
        {
            if (scanner.Token is not null) ids.Add(scanner.Token.Id);
            else EncodeOrdinary(scanner.Text, beginsText && Begin(scanner.Text, normalized), again, options, workspace, ref ids);
        }
    }

    private static bool Begin(ReadOnlySpan<byte> part, ReadOnlySpan<byte> text) => text.Overlaps(part, out int offset) && offset == 0;

    /// <summary>Text that is no added token: without its marks, normalized, with the space that goes before it, cut into words, each
    /// encoded.</summary>
    private void EncodeOrdinary(ReadOnlySpan<byte> text, bool beginsText, Normalizer? normalizer, EncodeOptions options,
        EncodeWorkspace workspace, ref IdBuffer ids)
    {
        if (!options.DropDataMarks || text.IndexOf(DataMarks.Utf8) < 0)
        {
            EncodeUnmarked(text, beginsText, normalizer, options, workspace, ref ids);
            return;
        }
        byte[] rented = ArrayPool<byte>.Shared.Rent(text.Length);
        try
        {
            EncodeUnmarked(rented.AsSpan(0, DataMarks.CopyWithout(text, rented)), beginsText, normalizer, options, workspace, ref ids);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private void EncodeUnmarked(ReadOnlySpan<byte> text, bool beginsText, Normalizer? normalizer, EncodeOptions options,
        EncodeWorkspace workspace, ref IdBuffer ids)
    {
        if (normalizer is not null && !normalizer.LeavesAsIs(text))
        {
            ArrayBufferWriter<byte> normalized = workspace.EmptyText();
            normalizer.Write(text, normalized);
            text = normalized.WrittenSpan;
        }
        bool prefix = !options.Continues
            && (_parts.Prefix == PrefixScheme.Always || (_parts.Prefix == PrefixScheme.First && beginsText));
        long budget = PatternFinder.Budget(text.Length);
        if (!_isPlain) SplitByRules(0, text, prefix, workspace, ref budget, ref ids);
        else if (prefix && text.Length > 0 && !_parts.BeginsWithSpace(text))
        {
            byte[] prefixed = ArrayPool<byte>.Shared.Rent(text.Length + 1);
            try
            {
                prefixed[0] = (byte)' ';
                text.CopyTo(prefixed.AsSpan(1));
                Split(prefixed.AsSpan(0, text.Length + 1), workspace, ref budget, ref ids);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(prefixed);
            }
        }
        else Split(text, workspace, ref budget, ref ids);
    }

    /// <summary>Runs the splitters, which are plain, then the model on the words, many at a time.</summary>
    private void Split(ReadOnlySpan<byte> text, EncodeWorkspace workspace, ref long budget, ref IdBuffer ids)
    {
        if (text.Length == 0) return;
        if (_parts.Splitters.Length == 0)
        {
            _parts.Model.Encode(text, workspace.Words, ref ids);
            return;
        }
        var words = new WordQueue(_parts.Model, text, stackalloc int[WordBatch.Capacity], workspace);
        Split(0, text, 0, ref words, ref budget, ref ids);
        words.Flush(ref ids);
    }

    /// <summary>Runs the splitters from number <paramref name="level"/> on.</summary>
    private void Split(int level, ReadOnlySpan<byte> text, int start, ref WordQueue words, ref long budget, ref IdBuffer ids)
    {
        Splitter splitter = _parts.Splitters[level];
        bool last = level == _parts.Splitters.Length - 1;
        while (start < text.Length)
        {
            if (last) start = words.Add(splitter, text, start, ref budget, ref ids);
            else
            {
                int end = splitter.EndOfPiece(text, start, ref budget);
                Split(level + 1, text[..end], start, ref words, ref budget, ref ids);
                start = end;
            }
        }
    }
}
