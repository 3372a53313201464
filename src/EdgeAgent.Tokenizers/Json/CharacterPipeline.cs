using System.Text;
using EdgeAgent.Tokenizers.Bpe;
using EdgeAgent.Tokenizers.Decoding;
using EdgeAgent.Tokenizers.Normalizers;
using EdgeAgent.Tokenizers.Pipeline;
using EdgeAgent.Tokenizers.PreTokenizers;

namespace EdgeAgent.Tokenizers.Json;

/// <summary>Puts together a tokenizer whose model sees characters: SentencePiece's BPE and unigram, as Hugging Face converts them.</summary>
internal static class CharacterPipeline
{
    public static PipelineParts Assemble(TokenizerFile file, IReadOnlyList<AddedToken> added, List<Normalizer> normalizers,
        PieceDecoderSteps decoder)
    {
        PreTokenizerSteps steps = FindsNothing(file.PreTokenizer, normalizers) ? new() : PreTokenizerReader.Read(file.PreTokenizer);
        if (steps.IsByteLevel)
            throw TokenizerErrors.UnsupportedComponent("pre-tokenizer with a decoder other than ByteLevel", "ByteLevel", file.PreTokenizer.Pointer,
                "any other, with this decoder");
        MetaspaceSettings? metaspace = steps.Metaspace;
        bool marked = metaspace is not null || MarksSpaces(normalizers);
        bool split = metaspace?.Split ?? false, rulesFollow = steps.PrefixLevel < steps.Splitters.Count;
        if (split && rulesFollow) steps.Splitters.Insert(steps.PrefixLevel, new MarkSplitter());
        (TokenTable bytes, PieceDecoding decoding) = decoder.Apply(file.Vocabulary, added);
        var parts = new PipelineParts
        {
            AddedTokens = added,
            Prefix = metaspace?.Prefix ?? PrefixScheme.Never,
            PrefixLevel = steps.PrefixLevel,
            WritesMarks = metaspace is not null && rulesFollow,
            Splitters = [.. steps.Splitters],
            Model = file.Scores is null ? Model(file, added, bytes, marked, split)
                : UnigramReader.Create(file, added, bytes, ByteTokens(file), marked, split),
            Decoding = decoding,
        };
        if (steps.Splitters.Count > 0) return parts;
        // The model reads a space as U+2581: where nothing else looks at the text in between, the usual normalizer need not write it.
        if (added.Any(static token => token.Normalized) || normalizers.Count is 0 or > 2 || !IsSpaceMarker(normalizers[^1])) return parts;
        return normalizers switch
        {
            [_] => parts with { Normalizer = s_nothing, ContinuingNormalizer = s_nothing },
            [PrependNormalizer prepend, _] when prepend.Prefix.AsSpan().SequenceEqual(SpaceMark.Utf8)
                => parts with { Normalizer = new PrependNormalizer([(byte)' ']), ContinuingNormalizer = s_nothing },
            _ => parts,
        };
    }

    private const int LongestCharacter = 4;   // bytes of UTF-8

    private static readonly NormalizerChain s_nothing = new([]);

    private static CharacterBpeModel Model(TokenizerFile file, IReadOnlyList<AddedToken> added, TokenTable bytes, bool marked, bool split)
    {
        TokenTable vocabulary = file.Vocabulary;
        int[] byteTokens = ByteTokens(file);
        int unknown = file.UnknownToken();
        var characters = new CharacterTable();
        for (int id = 0; id < vocabulary.Size; id++)
            if (vocabulary[id].Length is > 0 and <= LongestCharacter && !(marked && vocabulary[id].Contains((byte)' '))) characters.Add(id, Form(id));
        bool whole = file.Model["ignore_merges"].Bool(missing: false);
        PieceBoundaries boundaries = whole || !CutsAreProvable(file.Merges, vocabulary.Size, byteTokens, unknown)
            ? PieceBoundaries.None() : PieceBoundaries.Prove(file.Merges, vocabulary.Size, Form);
        return new CharacterBpeModel(file.Merges, characters, split ? boundaries.SplitBeforeSpaces() : boundaries)
        {
            Vocabulary = vocabulary,
            Bytes = bytes,
            SpacesAreMarked = marked,
            ByteTokens = byteTokens,
            UnknownToken = unknown,
            FuseUnknown = file.Model["fuse_unk"].Bool(missing: false),
            WholePieces = whole ? WholePieces(vocabulary, added, Form) : null,
        };

        byte[] Form(int id)
        {
            byte[] token = vocabulary[id].ToArray();
            return marked ? token.AsSpan(0, SpaceMark.CopyAsSpaces(vocabulary[id], token)).ToArray() : token;
        }
    }

    /// <summary>Byte tokens and the unknown one are not text: where they could merge, or unknown characters could fuse or vanish, the bytes at a
    /// place do not tell what meets there.</summary>
    private static bool CutsAreProvable(MergeTable merges, int size, int[] byteTokens, int unknown)
    {
        if (byteTokens.Contains(-1)) return false;
        var others = new bool[size];
        foreach (int token in byteTokens) others[token] = true;
        if (unknown >= 0) others[unknown] = true;
        foreach ((int left, int right) in merges.Pairs())
            if (others[left] || others[right]) return false;
        return true;
    }

    private static int[] ByteTokens(TokenizerFile file)
    {
        var tokens = new int[256];
        bool fallback = file.Model["byte_fallback"].Bool(missing: false);
        for (int b = 0; b < 256; b++)
            tokens[b] = fallback && file.Vocabulary.TryGetId(Encoding.UTF8.GetBytes($"<0x{b:X2}>"), out int id) ? id : -1;
        return tokens;
    }

    /// <summary>Special tokens are not found here: text that was not matched as one must not give it after all.</summary>
    private static TokenTable WholePieces(TokenTable vocabulary, IReadOnlyList<AddedToken> added, Func<int, byte[]> form)
    {
        HashSet<int> special = [.. added.Where(static token => token.IsSpecial).Select(static token => token.Id)];
        var table = new TokenTable(vocabulary.Size);
        for (int id = 0; id < vocabulary.Size; id++)
            if (vocabulary.Contains(id)) table.Add(id, form(id), findable: !special.Contains(id));
        return table;
    }

    /// <summary>Whether it cuts at spaces, as Gemma's does, of which none is left.</summary>
    private static bool FindsNothing(JsonPart part, List<Normalizer> normalizers)
        => !part.IsNull && part.Type == "Split" && MarksSpaces(normalizers) && part["pattern"]["Regex"].IsNull && !part["invert"].Bool()
            && NormalizerReader.FixedPattern(part) is [(byte)' '];

    /// <summary>Whether no space is left in a text, each being U+2581.</summary>
    private static bool MarksSpaces(List<Normalizer> normalizers)
    {
        bool marked = false;
        foreach (Normalizer step in normalizers)
        {
            if (IsSpaceMarker(step)) marked = true;
            else if (step.MakesSpaces) marked = false;
        }
        return marked;
    }

    private static bool IsSpaceMarker(Normalizer step)
        => step is TextReplaceNormalizer replace && replace.Pattern is [(byte)' '] && replace.Content.AsSpan().SequenceEqual(SpaceMark.Utf8);
}
