using EdgeAgent.Tokenizers.PreTokenizers;

namespace EdgeAgent.Tokenizers.Json;

/// <summary>Reads <c>pre_tokenizer</c>: splitters, of which the last must be <c>ByteLevel</c>.</summary>
internal static class PreTokenizerReader
{
    private const string Supported = "ByteLevel, Digits, Split, Sequence";

    public static Splitter[] Read(JsonPart part)
    {
        if (part.IsNull) throw TokenizerErrors.UnsupportedComponent("pre-tokenizer", null, part.Pointer, Supported);
        var splitters = new List<Splitter>();
        bool byteLevel = false;
        foreach (JsonPart step in Flatten(part))
        {
            // After ByteLevel the text is its 256 printable characters: other rules would see those.
            if (byteLevel) throw TokenizerErrors.UnsupportedComponent("pre-tokenizer after ByteLevel", step.Type, step.Pointer, "none");
            byteLevel = step.Type == "ByteLevel";
            if (ReadOne(step) is { } splitter) splitters.Add(splitter);
        }
        if (!byteLevel)
            throw TokenizerErrors.UnsupportedComponent("pre-tokenizer without ByteLevel at its end", part.Type, part.Pointer, Supported);
        return [.. splitters];
    }

    private static IEnumerable<JsonPart> Flatten(JsonPart part)
        => part.Type == "Sequence" ? part["pretokenizers"].Items().SelectMany(Flatten) : [part];

    private static Splitter? ReadOne(JsonPart part) => part.Type switch
    {
        "ByteLevel" => ReadByteLevel(part),
        "Digits" => new DigitsSplitter(part["individual_digits"].Bool()),
        "Split" => ReadSplit(part),
        string other => throw TokenizerErrors.UnsupportedComponent("pre-tokenizer", other, part.Pointer, Supported),
    };

    private static Gpt2Splitter? ReadByteLevel(JsonPart part)
    {
        if (part["add_prefix_space"].Bool())
            throw TokenizerErrors.UnsupportedSetting("ByteLevel with a prefix space is not supported.", part["add_prefix_space"].Pointer,
                "Set it to false if the model was trained so.");
        return part["use_regex"].Bool(missing: true) ? new Gpt2Splitter() : null;   // trim_offsets concerns offsets only
    }

    private static Splitter ReadSplit(JsonPart part)
    {
        string behavior = part["behavior"].String();
        if (behavior != "Isolated" || part["invert"].Bool())
            throw TokenizerErrors.UnsupportedSetting($"Split with the behavior {behavior}, or inverted, is not supported.", part.Pointer,
                "Use the behavior Isolated, not inverted.");
        if (part["pattern"]["Regex"].IsNull)
            throw TokenizerErrors.UnsupportedSetting("Split on a fixed string is not supported.", part["pattern"].Pointer,
                "Use the regex of GPT-2, Llama 3 or Qwen 2.");
        string regex = part["pattern"]["Regex"].String();
        return regex switch
        {
            Gpt2Splitter.Pattern => new Gpt2Splitter(),
            Llama3Splitter.Llama3Pattern => new Llama3Splitter(longestNumber: 3),
            Llama3Splitter.Qwen2Pattern => new Llama3Splitter(longestNumber: 1),
            _ => throw TokenizerErrors.UnsupportedSetting($"Split does not know the regex {regex}", part["pattern"].Pointer,
                "Use the regex of GPT-2, Llama 3 or Qwen 2, or derive an own Tokenizer."),
        };
    }
}
