using System.Text;
using EdgeAgent.Tokenizers.Normalizers;
using EdgeAgent.Tokenizers.PreTokenizers.Patterns;
using EdgeAgent.Tokenizers.Unicode;

namespace EdgeAgent.Tokenizers.Json;

/// <summary>Reads <c>normalizer</c>: its steps in order.</summary>
internal static class NormalizerReader
{
    private const string Supported =
        "NFC, NFD, NFKC, NFKD, Lowercase, Strip, StripAccents, Nmt, BertNormalizer, ByteLevel, Precompiled, Prepend, Replace, Sequence, null";

    private const int MostSteps = 256;

    public static List<Normalizer> Read(JsonPart part)
    {
        List<Normalizer> steps = [];
        if (!part.IsNull) Collect(part, steps);
        return steps.Count <= MostSteps ? steps
            : throw TokenizerErrors.UnsupportedSetting($"There are more than {MostSteps} normalizers.", part.Pointer, "Write fewer: each reads every text.");
    }

    /// <summary>The steps for text in the middle of other text: none that is about the ends.</summary>
    public static Normalizer? Continuing(IEnumerable<Normalizer> steps)
        => NormalizerChain.Of([.. steps.Where(static step => step is not (PrependNormalizer or StripNormalizer))]);

    private static void Collect(JsonPart part, List<Normalizer> steps)
    {
        if (part.Type == "Sequence")
            foreach (JsonPart item in part["normalizers"].Items()) Collect(item, steps);
        else if (part.Type == "BertNormalizer") steps.AddRange(ReadBert(part));
        else steps.Add(ReadOne(part));
    }

    private static Normalizer ReadOne(JsonPart part) => part.Type switch
    {
        "NFC" => new UnicodeNormalizer(UnicodeForm.Nfc),
        "NFD" => new UnicodeNormalizer(UnicodeForm.Nfd),
        "NFKC" => new UnicodeNormalizer(UnicodeForm.Nfkc),
        "NFKD" => new UnicodeNormalizer(UnicodeForm.Nfkd),
        "Lowercase" => new LowercaseNormalizer(),
        "Strip" => new StripNormalizer(part["strip_left"].Bool(), part["strip_right"].Bool()),
        "StripAccents" => new DropNormalizer(CodePointBits.Parse(MarkData.Marks)),
        "Nmt" => new NmtNormalizer(),
        "ByteLevel" => new ByteLevelNormalizer(),
        "Precompiled" => ReadPrecompiled(part["precompiled_charsmap"]),
        "Prepend" => new PrependNormalizer(Encoding.UTF8.GetBytes(part["prepend"].String())),
        "Replace" => ReadReplace(part),
        string other => throw TokenizerErrors.UnsupportedComponent("normalizer", other, part.Pointer, Supported),
    };

    private static ReplaceNormalizer ReadReplace(JsonPart part)
    {
        byte[] content = Encoding.UTF8.GetBytes(part["content"].String());
        JsonPart regex = part["pattern"]["Regex"];
        if (regex.IsNull) return new TextReplaceNormalizer(FixedPattern(part), content);
        PatternNode node = PatternParser.Parse(regex.String(), regex.Pointer);
        if (node.MayBeEmpty)
            throw TokenizerErrors.UnsupportedSetting("Replace with a regex that matches the empty text is not supported.", regex.Pointer,
                "Use one that matches at least one character.");
        return new RegexReplaceNormalizer(new PatternMatcher<Utf8Text>(node, () => TokenizerErrors.BadPattern("It is too large.", regex.String(), 0, regex.Pointer)), content);
    }

    /// <summary>Accents are stripped where that is not said, if letters are lower-cased.</summary>
    private static IEnumerable<Normalizer> ReadBert(JsonPart part)
    {
        bool lowercase = part["lowercase"].Bool();
        return BertNormalizer.Steps(part["clean_text"].Bool(), part["handle_chinese_chars"].Bool(), part["strip_accents"].Bool(missing: lowercase),
            lowercase);
    }

    private static PrecompiledNormalizer ReadPrecompiled(JsonPart part)
    {
        byte[] bytes = new byte[part.String().Length];
        return Convert.TryFromBase64String(part.String(), bytes, out int length) && PrecompiledMap.TryRead(bytes.AsSpan(0, length)) is { } map
            ? new(map) : throw TokenizerErrors.BadCharacterMap(part.Pointer);
    }

    /// <summary>The fixed text that a Replace or Split looks for.</summary>
    public static byte[] FixedPattern(JsonPart part)
    {
        JsonPart pattern = part["pattern"]["String"];
        if (pattern.IsNull)
            throw TokenizerErrors.UnsupportedSetting($"{part.Type} with a regex is not supported here.", part["pattern"].Pointer,
                "Use a fixed String, or derive an own Tokenizer.");
        return pattern.String().Length > 0 ? Encoding.UTF8.GetBytes(pattern.String())
            : throw TokenizerErrors.Malformed("A pattern must not be empty.", pattern.Pointer);
    }
}
