using System.Text;
using EdgeAgent.Tokenizers.PreTokenizers;
using EdgeAgent.Tokenizers.PreTokenizers.Patterns;
using EdgeAgent.Tokenizers.Unicode;

namespace EdgeAgent.Tokenizers.Json;

/// <summary>Reads <c>pre_tokenizer</c>.</summary>
internal static class PreTokenizerReader
{
    private const string Supported = "ByteLevel, Metaspace, Split, Digits, Punctuation, Whitespace, WhitespaceSplit, CharDelimiterSplit, "
        + "BertPreTokenizer, FixedLength, Sequence";

    public static PreTokenizerSteps Read(JsonPart part)
    {
        var steps = new PreTokenizerSteps();
        if (part.IsNull) return steps;
        foreach (JsonPart step in Flatten(part)) ReadOne(step, steps);
        return steps;
    }

    private static IEnumerable<JsonPart> Flatten(JsonPart part)
        => part.Type == "Sequence" ? part["pretokenizers"].Items().SelectMany(Flatten) : [part];

    private static void ReadOne(JsonPart part, PreTokenizerSteps steps)
    {
        switch (part.Type)
        {
            case "ByteLevel": ReadByteLevel(part, steps); break;
            case "Metaspace": ReadMetaspace(part, steps); break;
            case "Digits" when !steps.IsByteLevel: steps.Splitters.Add(new DigitsSplitter(part["individual_digits"].Bool())); break;
            case "Digits":
                steps.Splitters.Add(Rule(One(PreTokenizerSets.Digits),
                    part["individual_digits"].Bool() ? SplitBehavior.Isolated : SplitBehavior.Contiguous, steps));
                break;
            case "Split": steps.Splitters.Add(ReadSplit(part, steps)); break;
            case "Punctuation":
                JsonPart behavior = part["behavior"];
                steps.Splitters.Add(Rule(One(PreTokenizerSets.Punctuation),
                    behavior.IsNull ? SplitBehavior.Isolated : ReadBehavior(behavior, invert: false), steps));
                break;
            case "Whitespace": steps.Splitters.Add(Rule(PreTokenizerSets.Words, SplitBehavior.GapsRemoved, steps)); break;
            case "WhitespaceSplit": steps.Splitters.Add(Rule(One(UnicodeProperties.Space), SplitBehavior.MatchesRemoved, steps)); break;
            case "CharDelimiterSplit": steps.Splitters.Add(Rule(One(ReadDelimiter(part)), SplitBehavior.MatchesRemoved, steps)); break;
            case "BertPreTokenizer":
                steps.Splitters.Add(Rule(One(UnicodeProperties.Space), SplitBehavior.MatchesRemoved, steps));
                steps.Splitters.Add(Rule(One(PreTokenizerSets.Punctuation), SplitBehavior.Isolated, steps));
                break;
            case "FixedLength" when !steps.IsByteLevel: steps.Splitters.Add(ReadFixedLength(part)); break;
            default:
                throw TokenizerErrors.UnsupportedComponent(steps.IsByteLevel ? "pre-tokenizer after ByteLevel" : "pre-tokenizer", part.Type,
                    part.Pointer, Supported);
        }
    }

    private static void ReadByteLevel(JsonPart part, PreTokenizerSteps steps)
    {
        if (steps.IsByteLevel || steps.Metaspace is not null)
            throw TokenizerErrors.UnsupportedComponent($"pre-tokenizer after {(steps.IsByteLevel ? "ByteLevel" : "Metaspace")}", part.Type,
                part.Pointer, Supported);
        steps.IsByteLevel = true;
        steps.AddsSpace = part["add_prefix_space"].Bool();
        if (steps.AddsSpace) steps.PrefixLevel = steps.Splitters.Count;
        if (part["use_regex"].Bool(missing: true)) steps.Splitters.Add(new Gpt2Splitter());   // trim_offsets concerns offsets only
    }

    private static void ReadMetaspace(JsonPart part, PreTokenizerSteps steps)
    {
        if (steps.IsByteLevel || steps.Metaspace is not null)
            throw TokenizerErrors.UnsupportedComponent($"pre-tokenizer after {(steps.IsByteLevel ? "ByteLevel" : "Metaspace")}", part.Type,
                part.Pointer, Supported);
        steps.Metaspace = MetaspaceSettings.Read(part);
        steps.PrefixLevel = steps.Splitters.Count;
    }

    private static Splitter ReadSplit(JsonPart part, PreTokenizerSteps steps)
    {
        SplitBehavior behavior = ReadBehavior(part["behavior"], part["invert"].Bool());
        JsonPart regex = part["pattern"]["Regex"];
        if (!regex.IsNull) return RegexRule(regex.String(), regex.Pointer, behavior, steps.IsByteLevel);
        byte[] literal = NormalizerReader.FixedPattern(part);
        return steps.IsByteLevel ? Rule(Literal(literal), behavior, steps) : new PatternSplitter(new LiteralFinder(literal), behavior);
    }

    /// <summary>A rule given by a regex: by hand for the commonest ones, else by the general matcher.</summary>
    private static Splitter RegexRule(string regex, string pointer, SplitBehavior behavior, bool byteLevel)
    {
        if (behavior == SplitBehavior.Isolated && !byteLevel)
        {
            switch (regex)
            {
                case Gpt2Splitter.Pattern: return new Gpt2Splitter();
                case Llama3Splitter.Llama3Pattern: return new Llama3Splitter(longestNumber: 3);
                case Llama3Splitter.Qwen2Pattern: return new Llama3Splitter(longestNumber: 1);
            }
        }
        PatternNode node = PatternParser.Parse(regex, pointer);
        return new PatternSplitter(Matcher(node, byteLevel, () => TokenizerErrors.BadPattern("It is too large.", regex, 0, pointer)), behavior);
    }

    private static SplitBehavior ReadBehavior(JsonPart part, bool invert) => part.String() switch
    {
        "Isolated" => SplitBehavior.Isolated,
        "Contiguous" => SplitBehavior.Contiguous,
        "Removed" => invert ? SplitBehavior.GapsRemoved : SplitBehavior.MatchesRemoved,
        "MergedWithPrevious" => invert ? SplitBehavior.MatchWithGap : SplitBehavior.GapWithMatch,
        "MergedWithNext" => invert ? SplitBehavior.GapWithMatch : SplitBehavior.MatchWithGap,
        string other => throw TokenizerErrors.Malformed(
            $"'{other}' is no behavior: use Removed, Isolated, MergedWithPrevious, MergedWithNext or Contiguous.", part.Pointer),
    };

    private static CodePointRanges ReadDelimiter(JsonPart part)
    {
        Rune[] runes = [.. part["delimiter"].String().EnumerateRunes()];
        return runes.Length == 1 ? CodePointRanges.Of(runes[0].Value, runes[0].Value)
            : throw TokenizerErrors.Malformed("One character is expected here.", part["delimiter"].Pointer);
    }

    private static FixedLengthSplitter ReadFixedLength(JsonPart part)
    {
        JsonPart length = part["length"];
        int characters = length.IsNull ? 5 : length.Int32(int.MaxValue);
        return characters > 0 ? new(characters) : throw TokenizerErrors.Malformed("A length of at least 1 is expected here.", length.Pointer);
    }

    private static PatternSplitter Rule(PatternNode node, SplitBehavior behavior, PreTokenizerSteps steps)
        => new(Matcher(node, steps.IsByteLevel, static () => throw new System.Diagnostics.UnreachableException()), behavior);

    // After ByteLevel the text is its 256 printable characters, and the rules see those.
    private static PatternFinder Matcher(PatternNode node, bool byteLevel, Func<TokenizerException> tooLarge)
        => byteLevel ? new PatternMatcher<ByteLevelText>(node, tooLarge) : new PatternMatcher<Utf8Text>(node, tooLarge);

    private static CharacterNode One(CodePointRanges characters) => new(characters);

    private static SequenceNode Literal(byte[] literal)
        => new([.. Encoding.UTF8.GetString(literal).EnumerateRunes().Select(static rune => One(CodePointRanges.Of(rune.Value, rune.Value)))]);
}
