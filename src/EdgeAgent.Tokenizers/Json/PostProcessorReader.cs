namespace EdgeAgent.Tokenizers.Json;

/// <summary>Reads <c>post_processor</c>: which ids go before and after a single text.</summary>
internal static class PostProcessorReader
{
    private const string Supported = "TemplateProcessing, ByteLevel, Sequence, null";

    public static (int[] Before, int[] After) Read(JsonPart part)
    {
        List<int> before = [], after = [];
        if (!part.IsNull) Collect(part, before, after);
        return ([.. before], [.. after]);
    }

    /// <summary>Later processors wrap what earlier ones made.</summary>
    private static void Collect(JsonPart part, List<int> before, List<int> after)
    {
        switch (part.Type)
        {
            case "Sequence":
                foreach (JsonPart item in part["processors"].Items()) Collect(item, before, after);
                break;
            case "TemplateProcessing": ReadTemplate(part, before, after); break;
            case "ByteLevel": break;   // changes offsets only
            default: throw TokenizerErrors.UnsupportedComponent("post-processor", part.Type, part.Pointer, Supported);
        }
    }

    private static void ReadTemplate(JsonPart part, List<int> before, List<int> after)
    {
        List<int> ahead = [];
        bool seen = false;
        foreach (JsonPart piece in part["single"].Items())
        {
            List<int> side = seen ? after : ahead;
            if (!piece["SpecialToken"].IsNull) side.AddRange(Ids(part["special_tokens"], piece["SpecialToken"]["id"].String()));
            else if (!seen && piece["Sequence"]["id"].String() == "A") seen = true;
            else throw NotOneSequence(piece.Pointer);
        }
        if (!seen) throw NotOneSequence(part["single"].Pointer);
        before.InsertRange(0, ahead);
    }

    private static TokenizerException NotOneSequence(string pointer) => TokenizerErrors.UnsupportedSetting(
        "A template for a single text must hold the sequence A once.", pointer,
        "Write it with special tokens and one {\"Sequence\": {\"id\": \"A\", \"type_id\": 0}}.");

    private static IEnumerable<int> Ids(JsonPart specials, string name)
    {
        JsonPart entry = specials[name];
        if (entry.IsNull)
            throw TokenizerErrors.Malformed($"The template names '{name}', which special_tokens does not have.", specials.Pointer);
        return entry["ids"].Items().Select(static id => id.Int32(ModelTables.LargestId));
    }
}
